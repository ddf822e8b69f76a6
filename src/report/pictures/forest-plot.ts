import { axisX, dot, gridX, link, rect, ruleX, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { number, signed } from "../words.ts";
import { drawPlot } from "./draw-plot.ts";
import { colour } from "./palette.ts";
import { fontSize, framePicture, type LegendEntry, type Picture } from "./picture.ts";
import { textWidth, wrapText } from "./text-width.ts";

export type Span = readonly [low: number, high: number];

/** One line of a forest plot. Everything but the label may be unknown. */
export interface ForestRow {
  label: string;
  value: number | null;
  interval: Span | null;
  /** A second interval, drawn thinner above the first. */
  second?: Span | null;
  /** Limits that hold whatever the missing answers would have been, drawn as brackets below. */
  bounds?: Span | null;
  /** The true value, where it is known because the data are simulated. */
  planted?: number | null;
  /** Half-width of the shaded zone around zero in which an effect would go unnoticed. */
  detectable?: number | null;
  /** Shown where there is no value. */
  reason?: string | null;
  /** Letters of the groups it belongs to, shown after the value. */
  letters?: string;
}

export interface ForestPlot {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  axisLabel: string;
  rows: readonly ForestRow[];
  /** Dashed lines at ± this value: the smallest effect anyone cares about. */
  minEffect?: number | null;
  /** What the lines are, for the legend. */
  names: {
    interval: string;
    second?: string;
    bounds?: string;
    detectable?: string;
    minEffect?: string;
    letters?: string;
  };
  /** Values are sizes, not differences: no plus signs, and the axis need not show zero. */
  unsigned?: boolean;
  simulated: boolean;
}

const width = 736;
const rowHeight = 44;

/** Estimates with intervals, one row each, around a line at zero. */
export function forestPlot(plot: ForestPlot): Picture {
  const labels = plot.rows.map(({ label }) => wrapText(label, 200, fontSize));
  const notes = plot.rows.map((row) => valueText(row, plot.unsigned === true));
  const marginLeft = 16 + Math.max(40, ...labels.flat().map((line) => textWidth(line, fontSize)));
  const marginRight = 16 + Math.max(40, ...notes.map((note) => textWidth(note, fontSize - 1)));
  const height = 46 + rowHeight * Math.max(1, plot.rows.length);
  const rows = plot.rows.map((row, y) => ({ ...row, y, label: labels[y]!.join("\n"), note: notes[y]! }));
  const some = <K extends keyof ForestRow>(key: K) => rows.filter((row) => (row[key] ?? null) !== null);
  const zone = some("detectable").map(({ y, detectable }) => ({ y, x1: -detectable!, x2: detectable! }));
  const edges = plot.minEffect ? [-plot.minEffect, plot.minEffect] : [];

  const body = drawPlot({
    width,
    height,
    marginLeft,
    marginRight,
    marginTop: 4,
    marginBottom: 42,
    x: { domain: [...domainOf(plot)], nice: true },
    y: { type: "linear", domain: [-0.5, rows.length - 0.5], range: [4, height - 42], axis: null },
    marks: [
      rect(zone, { x1: "x1", x2: "x2", y1: (d) => d.y - 0.42, y2: (d) => d.y + 0.42, fill: colour("band") }),
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 70 }),
      ruleX(edges, { stroke: colour("muted"), strokeDasharray: "5 3" }),
      plot.unsigned === true ? null : ruleX([0], { stroke: colour("ink") }),
      ...segment(some("bounds"), (row) => row.bounds!, 0.27, { stroke: colour("muted"), strokeDasharray: "1.5 2.5" }),
      text(some("bounds"), { x: (d) => d.bounds[0], y: (d) => d.y + 0.27, text: () => "[", fill: colour("muted") }),
      text(some("bounds"), { x: (d) => d.bounds[1], y: (d) => d.y + 0.27, text: () => "]", fill: colour("muted") }),
      ...segment(some("second"), (row) => row.second!, -0.25, { stroke: colour("orange"), strokeWidth: 1.2 }),
      ...segment(some("interval"), (row) => row.interval!, 0, { stroke: colour("blue"), strokeWidth: 2.6 }),
      ...[0, 1].map((end) =>
        link(some("interval"), {
          x: (row: PlottedRow) => row.interval![end],
          y1: (row: PlottedRow) => row.y - 0.13,
          y2: (row: PlottedRow) => row.y + 0.13,
          stroke: colour("blue"),
          strokeWidth: 2,
        }),
      ),
      dot(some("value"), { x: "value", y: "y", r: 4.5, fill: colour("blue"), stroke: colour("page") }),
      dot(some("planted"), { x: "planted", y: "y", r: 6, symbol: "diamond2", stroke: colour("ink"), strokeWidth: 1.8 }),
      text(rows, { frameAnchor: "left", y: "y", text: "label", textAnchor: "end", dx: -10, lineAnchor: "middle" }),
      text(rows, { frameAnchor: "right", y: "y", text: "note", textAnchor: "start", dx: 12, fontSize: fontSize - 1 }),
      axisX({ label: plot.axisLabel, tickSpacing: 70, labelAnchor: "center", labelArrow: "none", labelOffset: 36 }),
    ],
  });
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body,
    legend: legendOf(plot),
    simulated: plot.simulated,
    dataCsv: dataOf(plot),
  });
}

type PlottedRow = ForestRow & { y: number };

function segment(
  rows: readonly PlottedRow[],
  span: (row: PlottedRow) => Span,
  shift: number,
  style: Record<string, string | number>,
) {
  const y = (row: PlottedRow) => row.y + shift;
  return [link(rows, { x1: (row) => span(row)[0], x2: (row) => span(row)[1], y1: y, y2: y, ...style })];
}

function valueText({ value, interval, reason, letters }: ForestRow, unsigned: boolean): string {
  if (value === null) return reason ?? "not estimated";
  const written = unsigned ? number : signed;
  const limits = interval === null ? "no interval" : `[${written(interval[0])}, ${written(interval[1])}]`;
  return `${written(value)} ${limits}${letters === undefined ? "" : ` ${letters}`}`;
}

/** Every mark fits, zero is in view, and nothing is ever a single point wide. */
function domainOf({ rows, minEffect, unsigned }: ForestPlot): Span {
  if (unsigned === true) return sizesOf(rows);
  const values = rows.flatMap(({ value, interval, second, bounds, planted, detectable }) => [
    value ?? 0,
    planted ?? 0,
    detectable ?? 0,
    -(detectable ?? 0),
    ...[interval, second, bounds].flatMap((span) => span ?? []),
  ]);
  const edge = minEffect ?? 0.01;
  return [Math.min(-edge, ...values), Math.max(edge, ...values)];
}

/** From the least to the greatest mark, with a tenth of the width to spare. */
function sizesOf(rows: readonly ForestRow[]): Span {
  const values = rows.flatMap(({ value, interval, second }) => [value, interval, second].flatMap((v) => v ?? []));
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const spare = Math.max(0.1 * (high - low), 1e-6 * Math.abs(high), 1e-9);
  return [low - spare, high + spare];
}

function legendOf({ rows, names, minEffect }: ForestPlot): LegendEntry[] {
  const has = (key: keyof ForestRow) => rows.some((row) => (row[key] ?? null) !== null);
  const line = (style: string) => `<path d="M0,7L24,7" ${style} fill="none"/>`;
  const entries: (LegendEntry | false | undefined)[] = [
    {
      mark: `${line(`stroke="${colour("blue")}" stroke-width="2.6"`)}<circle cx="12" cy="7" r="4.5" fill="${colour("blue")}"/>`,
      text: names.interval,
    },
    has("second") && {
      mark: line(`stroke="${colour("orange")}" stroke-width="1.2"`),
      text: names.second ?? "second interval",
    },
    has("bounds") && {
      mark: `${line(`stroke="${colour("muted")}" stroke-dasharray="1.5 2.5"`)}<path d="M3,2L0,2L0,12L3,12M21,2L24,2L24,12L21,12" stroke="${colour("muted")}" fill="none"/>`,
      text: names.bounds ?? "bounds",
    },
    has("planted") && {
      mark: `<path d="M12,1L18,7L12,13L6,7Z" stroke="${colour("ink")}" stroke-width="1.8" fill="none"/>`,
      text: "planted value",
    },
    has("detectable") && {
      mark: `<rect width="24" height="14" fill="${colour("band")}" stroke="${colour("grid")}"/>`,
      text: names.detectable ?? "too small to detect here",
    },
    rows.some(({ letters }) => letters !== undefined) && {
      mark: `<text x="12" y="11" text-anchor="middle" font-size="${fontSize - 1}" fill="${colour("ink")}">a</text>`,
      text: names.letters ?? "rows that share a letter belong together",
    },
    minEffect
      ? {
          mark: `<path d="M12,0L12,14" stroke="${colour("muted")}" stroke-dasharray="5 3"/>`,
          text: names.minEffect ?? "smallest effect of interest",
        }
      : false,
  ];
  return entries.filter((entry) => entry !== false && entry !== undefined);
}

function dataOf({ rows }: ForestPlot): string {
  const columns = [
    "label",
    "value",
    "low",
    "high",
    "second_low",
    "second_high",
    "bound_low",
    "bound_high",
    "planted",
    "detectable",
    "letters",
    "reason",
  ];
  return csvTable(
    columns,
    rows.map((row) => [
      row.label,
      row.value,
      ...(row.interval ?? [null, null]),
      ...(row.second ?? [null, null]),
      ...(row.bounds ?? [null, null]),
      row.planted ?? null,
      row.detectable ?? null,
      row.letters ?? null,
      row.reason ?? null,
    ]),
  );
}
