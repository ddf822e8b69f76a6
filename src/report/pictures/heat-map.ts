import { axisY, cell, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { escapeMarkup } from "../escape-markup.ts";
import { drawPlot } from "./draw-plot.ts";
import { fillOf, hatchDefinitions } from "./hatches.ts";
import { colour } from "./palette.ts";
import { fontSize, framePicture, type LegendEntry, type Picture } from "./picture.ts";
import { textWidth, wrapText } from "./text-width.ts";

export interface HeatCell {
  value: number | null;
  /** Written into the cell, so that the colour is never the only sign. */
  text: string;
}

export interface HeatMap {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  rows: readonly string[];
  /** Columns under optional group headings; equal neighbours share one. */
  columns: readonly { label: string; group?: string }[];
  /** cells[row][column]. */
  cells: readonly (readonly HeatCell[])[];
  /** "diverging": −limit is orange, 0 white, +limit blue. "sequential": 0 is white, limit dark. */
  scale: { kind: "diverging" | "sequential"; limit: number };
  /** What the two ends of the scale mean, and what an empty cell means. */
  names: { low: string; high: string; missing: string };
  simulated: boolean;
}

const width = 736;
const missing = { colour: "muted", pattern: "diagonal" } as const;

/** A table in colours. Every cell carries its number or sign; cells without a value are hatched. */
export function heatMap(map: HeatMap): Picture {
  const rowLabels = map.rows.map((label) => wrapText(label, 190, fontSize, 2));
  const marginLeft = 14 + Math.max(40, ...rowLabels.flat().map((line) => textWidth(line, fontSize)));
  const step = Math.min(96, (width - marginLeft - 8) / Math.max(1, map.columns.length));
  const labelled = step >= 24;
  const labels = labelled ? columnLabels(map, step, marginLeft) : { markup: "", height: 6 };
  const groups = groupHeadings(map, step, marginLeft);
  const top = groups.height + labels.height;
  const rowHeight = Math.max(28, ...rowLabels.map((lines) => 8 + 14 * lines.length));
  const plotWidth = marginLeft + step * map.columns.length + 8;
  const height = top + rowHeight * map.rows.length + 4;
  const cells = map.cells.flatMap((row, y) =>
    row.map((heat, x) => ({ ...heat, x, y, ...shade(heat.value, map.scale) })),
  );
  // Narrow cells have no room for seams between them, and must then fill whole pixels.
  const seams = step < 12 ? { strokeWidth: 0, shapeRendering: "crispEdges" } : { strokeWidth: 1 };
  const drawn = drawPlot({
    width: plotWidth,
    height,
    marginLeft,
    marginRight: 8,
    marginTop: top,
    marginBottom: 4,
    x: { type: "band", domain: map.columns.map((_, x) => x), padding: 0, axis: null },
    y: { type: "band", domain: map.rows.map((_, y) => y), padding: 0.04, axis: null },
    color: { type: "identity" },
    marks: [
      cell(
        cells.filter(({ value }) => value !== null),
        { x: "x", y: "y", fill: "fill", stroke: colour("page"), ...seams },
      ),
      cell(
        cells.filter(({ value }) => value === null),
        { x: "x", y: "y", fill: fillOf(map.name, missing), stroke: colour("page"), ...seams },
      ),
      text(
        cells.filter((heat) => heat.value !== null && textWidth(heat.text, fontSize - 1) <= step),
        { x: "x", y: "y", text: "text", fill: "ink", fontSize: fontSize - 1 },
      ),
      axisY({ label: null, tickSize: 0, tickFormat: (y: number) => rowLabels[y]!.join("\n") }),
    ],
  });
  return framePicture({
    name: map.name,
    title: map.title,
    subtitle: map.subtitle,
    alt: map.alt,
    body: {
      ...drawn,
      width,
      markup: `${drawn.markup}${groups.markup}<g transform="translate(0,${groups.height})">${labels.markup}</g>`,
    },
    definitions: hatchDefinitions(map.name, [missing]),
    legend: legendOf(map),
    simulated: map.simulated,
    dataCsv: csvTable(
      ["row", "group", "column", "value", "text"],
      map.cells.flatMap((row, y) =>
        row.map(({ value, text: words }, x) => [
          map.rows[y]!,
          map.columns[x]!.group ?? null,
          map.columns[x]!.label,
          value,
          words,
        ]),
      ),
    ),
  });
}

/** Labels above their columns: upright where words fit, else turned to read upwards. */
function columnLabels({ columns }: HeatMap, step: number, left: number): { markup: string; height: number } {
  const size = fontSize - 1;
  const room = step - 6;
  const upright = columns.every(({ label }) => label.split(/\s+/).every((word) => textWidth(word, size) <= room));
  const lines = columns.map(({ label }) => (upright ? wrapText(label, room, size, 3) : wrapText(label, 120, size, 2)));
  const height = upright
    ? 10 + 14 * Math.max(1, ...lines.map((words) => words.length))
    : 12 + Math.max(...lines.flat().map((line) => textWidth(line, size)));
  const texts = lines.map((words, i) => {
    const x = left + (i + 0.5) * step;
    return words.map((line, k) => {
      const across = (k - (words.length - 1) / 2) * 13;
      const at = upright
        ? `x="${x}" y="${height - 7 - (words.length - 1 - k) * 13}" text-anchor="middle"`
        : `transform="translate(${x + across + 4},${height - 6}) rotate(-90)"`;
      return `<text ${at} font-size="${size}" fill="currentColor">${escapeMarkup(line)}</text>`;
    });
  });
  return { markup: texts.flat().join(""), height };
}

function groupHeadings({ columns }: HeatMap, step: number, left: number): { markup: string; height: number } {
  if (columns.every(({ group }) => group === undefined)) return { markup: "", height: 0 };
  const spans: { group: string; from: number; to: number }[] = [];
  columns.forEach(({ group = "" }, i) => {
    const last = spans.at(-1);
    if (last?.group === group) last.to = i + 1;
    else spans.push({ group, from: i, to: i + 1 });
  });
  const wrapped = spans.map(({ group, from, to }) =>
    wrapText(group, Math.max(24, (to - from) * step - 8), fontSize - 1, 2),
  );
  const lines = Math.max(...wrapped.map((words) => words.length));
  const markup = spans.map(({ from, to }, i) => {
    const [x1, x2] = [left + from * step + 3, left + to * step - 3];
    const words = wrapped[i]!.map(
      (line, k) =>
        `<text x="${(x1 + x2) / 2}" y="${11 + 13 * k}" text-anchor="middle" font-weight="bold" font-size="${fontSize - 1}">${escapeMarkup(line)}</text>`,
    );
    return `${words.join("")}<path d="M${x1},${lines * 13 + 5}L${x2},${lines * 13 + 5}" stroke="${colour("muted")}"/>`;
  });
  return { markup: `<g fill="currentColor">${markup.join("")}</g>`, height: lines * 13 + 8 };
}

type Rgb = readonly [number, number, number];
const blue: Rgb = [0, 92, 158];
const orange: Rgb = [190, 78, 0];
const white: Rgb = [247, 247, 247];
const slate: Rgb = [38, 70, 83];

/** The colours of a cell do not follow the page's theme: its text is chosen to be legible on its own ground. */
function shade(value: number | null, { kind, limit }: HeatMap["scale"]): { fill: string; ink: string } {
  if (value === null) return { fill: "none", ink: colour("ink") };
  const strength = Math.min(1, Math.abs(value) / limit);
  const end = kind === "sequential" ? slate : value < 0 ? orange : blue;
  const mixed = white.map((from, i) => Math.round(from + (end[i]! - from) * strength));
  // Above this luminance dark text has the better contrast, and both always have 4.5:1.
  return { fill: hex(mixed), ink: luminance(mixed) > 0.179 ? "#000000" : "#fefefe" };
}

/** Relative luminance of WCAG 2.2. */
function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function hex(rgb: readonly number[]): string {
  return `#${rgb.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function legendOf({ name, names, scale, cells }: HeatMap): LegendEntry[] {
  const swatch = (value: number) =>
    `<rect width="24" height="14" fill="${shade(value, scale).fill}" stroke="${colour("muted")}"/>`;
  const entries = [{ mark: swatch(scale.limit), text: names.high }];
  entries.push({ mark: swatch(scale.kind === "diverging" ? -scale.limit : 0), text: names.low });
  if (cells.flat().some(({ value }) => value === null)) {
    entries.push({
      mark: `<rect width="24" height="14" fill="${fillOf(name, missing)}" stroke="${colour("muted")}"/>`,
      text: names.missing,
    });
  }
  return entries;
}
