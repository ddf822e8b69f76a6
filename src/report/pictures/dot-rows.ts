import { axisX, dot, gridX, link, rect, ruleX, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { colour } from "./palette.ts";
import { fontSize, framePicture, type LegendEntry, type Picture } from "./picture.ts";
import { seriesStyle } from "./series-style.ts";
import { textWidth, wrapText } from "./text-width.ts";

type Span = readonly [low: number, high: number];

/** One line of a picture of many values. Everything but the label may be unknown. */
export interface DotRow {
  label: string;
  value: number | null;
  /** The doubt about the value. */
  interval?: Span | null;
  /** What the value would be by chance, shaded behind it. */
  band?: Span | null;
  /** One of the plot's groups: its symbol and colour. */
  group: string;
  /** Shown to the right: the value in words, or why there is none. */
  note: string;
}

export interface DotRows {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  axisLabel: string;
  /** In the order they are drawn, from the top. */
  rows: readonly DotRow[];
  /** In the order of their symbols. */
  groups: readonly string[];
  /** Dashed vertical lines with their meaning. */
  marks?: readonly { readonly at: number; readonly label: string }[];
  /** Whether 0 must be in view. */
  fromZero: boolean;
  names: { interval?: string; band?: string };
  simulated: boolean;
}

const width = 736;
const rowHeight = 19;
const bottom = 44;

/** Many values one below the other, each with its doubt or its chance band, in symbols by group. */
export function dotRows(plot: DotRows): Picture {
  const labels = plot.rows.map(({ label }) => wrapText(label, 230, fontSize - 1, 1)[0] ?? "");
  const marginLeft = 14 + Math.max(30, ...labels.map((line) => textWidth(line, fontSize - 1)));
  const marginRight = 14 + Math.max(20, ...plot.rows.map(({ note }) => textWidth(note, fontSize - 2)));
  const height = 10 + bottom + rowHeight * Math.max(1, plot.rows.length);
  const rows = plot.rows.map((row, y) => ({ ...row, y, label: labels[y]! }));
  const known = rows.filter(({ value }) => value !== null);
  const marks = plot.marks ?? [];
  const body = drawPlot({
    width,
    height,
    marginLeft,
    marginRight,
    marginTop: 6,
    marginBottom: bottom,
    x: { domain: [...domainOf(plot)], nice: true },
    y: { type: "linear", domain: [-0.6, rows.length - 0.4], range: [6, height - bottom], axis: null },
    marks: [
      rect(
        rows.filter(({ band }) => band),
        {
          x1: (d) => d.band[0],
          x2: (d) => d.band[1],
          y1: (d) => d.y - 0.42,
          y2: (d) => d.y + 0.42,
          fill: colour("grid"),
        },
      ),
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 70 }),
      plot.fromZero ? ruleX([0], { stroke: colour("ink") }) : null,
      ruleX(
        marks.map(({ at }) => at),
        { stroke: colour("muted"), strokeDasharray: "5 3" },
      ),
      ...plot.groups.flatMap((group, i) => {
        const { stroke, symbol } = seriesStyle(i);
        const own = known.filter((row) => row.group === group);
        return [
          link(
            own.filter(({ interval }) => interval),
            { x1: (d) => d.interval[0], x2: (d) => d.interval[1], y1: "y", y2: "y", stroke, strokeWidth: 1.8 },
          ),
          dot(own, { x: "value", y: "y", r: 4, symbol, fill: stroke, stroke: colour("page") }),
        ];
      }),
      text(rows, { frameAnchor: "left", y: "y", text: "label", textAnchor: "end", dx: -8, fontSize: fontSize - 1 }),
      text(rows, { frameAnchor: "right", y: "y", text: "note", textAnchor: "start", dx: 8, fontSize: fontSize - 2 }),
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
    dataCsv: csvTable(
      ["label", "group", "value", "low", "high", "band_low", "band_high", "note"],
      plot.rows.map(({ label, group, value, interval, band, note }) => [
        label,
        group,
        value,
        ...(interval ?? [null, null]),
        ...(band ?? [null, null]),
        note,
      ]),
    ),
  });
}

/** Every mark fits, and nothing is ever a single point wide. */
function domainOf({ rows, marks = [], fromZero }: DotRows): Span {
  const values = rows.flatMap(({ value, interval, band }) => [
    ...(value === null ? [] : [value]),
    ...(interval ?? []),
    ...(band ?? []),
  ]);
  const all = [...values, ...marks.map(({ at }) => at), ...(fromZero || values.length === 0 ? [0] : [])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function legendOf({ rows, groups, names, marks = [] }: DotRows): LegendEntry[] {
  const used = groups.filter((group) => rows.some((row) => row.group === group && row.value !== null));
  const entries = used.map((group) => {
    const { stroke, symbol } = seriesStyle(groups.indexOf(group));
    const { markup } = drawPlot({
      width: 24,
      height: 14,
      margin: 0,
      axis: null,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: [dot([[0.5, 0.5]], { r: 4, symbol, fill: stroke })],
    });
    return { mark: markup, text: group };
  });
  const line = `<path d="M0,7L24,7" stroke="${colour("ink")}" stroke-width="1.8"/>`;
  if (names.interval && rows.some(({ interval }) => interval)) entries.push({ mark: line, text: names.interval });
  if (names.band && rows.some(({ band }) => band)) {
    entries.push({ mark: `<rect width="24" height="14" fill="${colour("grid")}"/>`, text: names.band });
  }
  for (const { label } of marks) {
    const mark = `<path d="M12,0L12,14" stroke="${colour("muted")}" stroke-dasharray="5 3"/>`;
    entries.push({ mark, text: label });
  }
  return entries;
}
