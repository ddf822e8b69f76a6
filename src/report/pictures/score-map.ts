import { csvTable } from "../csv.ts";
import { escapeMarkup } from "../escape-markup.ts";
import { colour } from "./palette.ts";
import { fontSize, framePicture, type Picture } from "./picture.ts";
import { textWidth, wrapText } from "./text-width.ts";

export interface ScoreMapCell {
  readonly row: number;
  readonly column: number;
  /** In the column's own unit. */
  readonly value: number;
  /** Where the value lies in the column's range, 0 to 1. */
  readonly share: number;
  readonly kind: "measured" | "predicted";
  /** A measured value that does not fit the others. */
  readonly odd?: boolean;
}

export interface ScoreMap {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  rows: readonly string[];
  columns: readonly string[];
  cells: readonly ScoreMapCell[];
  simulated: boolean;
}

const width = 736;
const shades = 7;

/** A large table of scores: measured cells fill their square, predicted ones only the middle of it. */
export function scoreMap(map: ScoreMap): Picture {
  const labelSize = fontSize - 3;
  const rowLabels = map.rows.map((label) => wrapText(label, 130, labelSize, 1)[0] ?? "");
  const left = 8 + Math.max(30, ...rowLabels.map((line) => textWidth(line, labelSize)));
  const columnLabels = map.columns.map((label) => wrapText(label, 120, labelSize, 1)[0] ?? "");
  const top = 8 + Math.max(20, ...columnLabels.map((line) => textWidth(line, labelSize)));
  const step = Math.max(6, Math.min(24, (width - left - 4) / Math.max(1, map.columns.length)));
  const height = Math.max(10, Math.min(step, 14));
  const written = Math.min(labelSize, height, step + 2);
  const squares = map.cells.map(({ row, column, share, kind, odd }) => {
    const [x, y] = [left + column * step, top + row * height];
    const fill = shadeOf(share);
    if (kind === "measured") {
      const ring = odd === true ? ` stroke="${colour("orange")}" stroke-width="1.6"` : "";
      return `<rect x="${r2(x)}" y="${r2(y)}" width="${r2(step - 0.6)}" height="${r2(height - 0.6)}" fill="${fill}"${ring}/>`;
    }
    return `<rect x="${r2(x + step * 0.3)}" y="${r2(y + height * 0.3)}" width="${r2(step * 0.36)}" height="${r2(height * 0.36)}" fill="${fill}"/>`;
  });
  const names = [
    ...rowLabels.map(
      (label, i) =>
        `<text x="${left - 5}" y="${r2(top + (i + 0.5) * height + written * 0.36)}" text-anchor="end" font-size="${written}" fill="${colour("ink")}">${escapeMarkup(label)}</text>`,
    ),
    ...columnLabels.map(
      (label, j) =>
        `<text transform="translate(${r2(left + (j + 0.5) * step + written * 0.36)},${top - 5}) rotate(-90)" font-size="${written}" fill="${colour("ink")}">${escapeMarkup(label)}</text>`,
    ),
  ];
  const frame = `<rect x="${left}" y="${top}" width="${r2(step * map.columns.length)}" height="${r2(height * map.rows.length)}" fill="none" stroke="${colour("grid")}"/>`;
  const full = (share: number) =>
    `<rect x="5" width="14" height="14" fill="${shadeOf(share)}" stroke="${colour("grid")}"/>`;
  return framePicture({
    name: map.name,
    title: map.title,
    subtitle: map.subtitle,
    alt: map.alt,
    body: { markup: [frame, ...squares, ...names].join(""), width, height: top + height * map.rows.length + 4 },
    legend: [
      { mark: full(0), text: "lowest of the benchmark" },
      { mark: full(1), text: "highest" },
      {
        mark: `<rect x="5" width="14" height="14" fill="none" stroke="${colour("grid")}"/><rect x="9" y="4" width="6" height="6" fill="${shadeOf(0.8)}"/>`,
        text: "predicted",
      },
      ...(map.cells.some(({ odd }) => odd === true)
        ? [
            {
              mark: `<rect x="5" width="14" height="14" fill="${shadeOf(0.3)}" stroke="${colour("orange")}" stroke-width="1.6"/>`,
              text: "does not fit: check",
            },
          ]
        : []),
    ],
    simulated: map.simulated,
    dataCsv: csvTable(
      ["row", "column", "value", "share_of_range", "kind"],
      map.cells.map(({ row, column, value, share, kind }) => [
        map.rows[row]!,
        map.columns[column]!,
        value,
        share,
        kind,
      ]),
    ),
  });
}

/** White to dark blue in even steps of lightness, so that it reads in grey too. */
function shadeOf(share: number): string {
  const at = Math.round(Math.min(1, Math.max(0, share)) * (shades - 1)) / (shades - 1);
  const mix = (light: number, dark: number) => Math.round(light + (dark - light) * at);
  return `rgb(${mix(232, 0)},${mix(238, 60)},${mix(245, 120)})`;
}

function r2(value: number): string {
  return String(Number(value.toFixed(2)));
}
