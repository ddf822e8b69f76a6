import { csvTable } from "../csv.ts";
import { escapeMarkup } from "../escape-markup.ts";
import { colour } from "./palette.ts";
import { fontSize, framePicture, type Picture } from "./picture.ts";
import { textWidth, wrapText } from "./text-width.ts";

export interface SquareMap {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  /** What row i and column i are, in the order drawn. */
  labels: readonly string[];
  /** values[i][j], symmetric, from 0; the diagonal is not drawn. */
  values: readonly ArrayLike<number>[];
  /** The darkest shade stands for this much and more. */
  limit: number;
  /** Neighbours with different groups are parted by a line. */
  groups: readonly (string | number)[];
  names: { low: string; high: string };
  simulated: boolean;
}

const width = 736;
const shades = 6;

/** A symmetric table of many rows as squares in shades, its rows named on the left. */
export function squareMap(map: SquareMap): Picture {
  const n = map.labels.length;
  const labels = map.labels.map((label) => wrapText(label, 150, fontSize - 3, 1)[0] ?? "");
  const left = 10 + Math.max(30, ...labels.map((line) => textWidth(line, fontSize - 3)));
  const step = Math.max(4, Math.min(28, Math.floor((width - left - 4) / Math.max(1, n))));
  const cells = map.values.map((row, i) =>
    Array.from(row, (value, j) => {
      const at = `x="${left + j * step}" y="${i * step}" width="${step}" height="${step}"`;
      return i === j ? `<rect ${at} fill="${colour("band")}"/>` : `<rect ${at} fill="${shadeOf(value, map.limit)}"/>`;
    }).join(""),
  );
  const texts = labels.map(
    (label, i) =>
      `<text x="${left - 6}" y="${(i + 0.5) * step + 3}" text-anchor="end" font-size="${Math.min(fontSize - 3, step)}" fill="${colour("ink")}">${escapeMarkup(label)}</text>`,
  );
  const parts = map.groups.flatMap((group, i) => (i > 0 && group !== map.groups[i - 1] ? [i] : []));
  const lines = parts.map((i) => {
    const at = i * step;
    return `<path d="M${left},${at}H${left + n * step}M${left + at},0V${n * step}" stroke="${colour("orange")}" stroke-width="2" fill="none"/>`;
  });
  const frame = `<rect x="${left}" y="0" width="${n * step}" height="${n * step}" fill="none" stroke="${colour("muted")}"/>`;
  const swatch = (value: number) =>
    `<rect width="24" height="14" fill="${shadeOf(value, map.limit)}" stroke="${colour("muted")}"/>`;
  return framePicture({
    name: map.name,
    title: map.title,
    subtitle: map.subtitle,
    alt: map.alt,
    body: { markup: [...cells, frame, ...lines, ...texts].join(""), width, height: n * step + 4 },
    legend: [
      { mark: swatch(0), text: map.names.low },
      { mark: swatch(map.limit), text: map.names.high },
      ...(parts.length === 0
        ? []
        : [{ mark: `<path d="M0,7H24" stroke="${colour("orange")}" stroke-width="2"/>`, text: "between groups" }]),
    ],
    simulated: map.simulated,
    dataCsv: csvTable(
      ["row", "column", "value"],
      map.values.flatMap((row, i) => Array.from(row, (value, j) => [map.labels[i]!, map.labels[j]!, value])),
    ),
  });
}

/** White to slate in even steps; the shades do not follow the page's theme, as those of a heat map do not. */
function shadeOf(value: number, limit: number): string {
  const strength = Math.round(shades * Math.min(1, Math.max(0, value / limit))) / shades;
  const mix = (from: number, to: number) => Math.round(from + (to - from) * strength);
  return `#${[mix(247, 38), mix(247, 70), mix(247, 83)].map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
