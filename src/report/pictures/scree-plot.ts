import { areaY, axisX, axisY, dot, gridX, gridY, line, link, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { colour } from "./palette.ts";
import { type Panel, panelGrid } from "./panel-grid.ts";
import { fontSize, framePicture, type LegendEntry, type Picture } from "./picture.ts";
import { seriesMark } from "./series-mark.ts";
import { seriesStyle } from "./series-style.ts";
import { textWidth } from "./text-width.ts";

export interface ScreePlot {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  /** Greatest first. */
  singularValues: readonly number[];
  /** What chance alone gives: the middle and the upper limit of each singular value; null without such a band. */
  chance: { readonly middle: readonly number[]; readonly limit: readonly number[]; readonly label: string } | null;
  /** What each criterion says, in the order to be listed; null ranks are left out. */
  criteria: readonly { readonly label: string; readonly rank: number | null }[];
  /** Error with so many dimensions, by method; ranks may be fractions. */
  errors: readonly {
    readonly label: string;
    readonly points: readonly { readonly rank: number; readonly error: number; readonly standardError: number }[];
  }[];
  errorLabel: string;
  simulated: boolean;
}

const width = 736;

/** How many dimensions: what each criterion says, the singular values, and the prediction error, over one axis. */
export function screePlot(plot: ScreePlot): Picture {
  const said = plot.criteria.filter((row): row is { label: string; rank: number } => row.rank !== null);
  const marginLeft = 20 + Math.max(56, ...said.map(({ label }) => textWidth(label, fontSize - 1)));
  const x = { domain: [0, Math.max(1, plot.singularValues.length)] };
  const frame = { width, marginLeft, marginRight: 18, x };
  const panels = [
    criteriaPanel(said, frame),
    screePanel(plot, frame),
    ...(plot.errors.length === 0 ? [] : [errorPanel(plot, frame)]),
  ];
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body: panelGrid(panels, 1, 8),
    legend: legendOf(plot),
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["kind", "label", "rank", "value", "standard_error"],
      [
        ...plot.singularValues.map((value, i) => ["singular value", "", i + 1, value, null]),
        ...(plot.chance?.limit.map((value, i) => ["chance limit", "", i + 1, value, null]) ?? []),
        ...said.map(({ label, rank }) => ["criterion", label, rank, null, null]),
        ...plot.errors.flatMap(({ label, points }) =>
          points.map(({ rank, error, standardError }) => ["error", label, rank, error, standardError]),
        ),
      ],
    ),
  });
}

interface Frame {
  readonly width: number;
  readonly marginLeft: number;
  readonly marginRight: number;
  readonly x: { readonly domain: number[] };
}

function criteriaPanel(said: readonly { label: string; rank: number }[], frame: Frame): Panel {
  const height = 20 + 20 * said.length;
  const rows = said.map((row, y) => ({ ...row, y }));
  return drawPlot({
    ...frame,
    height,
    marginTop: 6,
    marginBottom: 6,
    x: { ...frame.x, axis: null },
    y: { type: "linear", domain: [-0.5, said.length - 0.5], range: [6, height - 6], axis: null },
    marks: [
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 60 }),
      link(rows, { x1: 0, x2: "rank", y1: "y", y2: "y", stroke: colour("grid"), strokeWidth: 1.5 }),
      dot(rows, { x: "rank", y: "y", r: 4, fill: colour("blue") }),
      text(rows, { x: "rank", y: "y", text: (d) => String(d.rank), dx: 8, textAnchor: "start", lineAnchor: "middle" }),
      text(rows, { frameAnchor: "left", y: "y", text: "label", textAnchor: "end", dx: -10, fontSize: fontSize - 1 }),
    ],
  });
}

function screePanel({ singularValues, chance }: ScreePlot, frame: Frame): Panel {
  const values = singularValues.map((value, i) => ({ rank: i + 1, value }));
  const band = chance?.limit.map((high, i) => ({ rank: i + 1, low: chance.middle[i]!, high })) ?? [];
  return drawPlot({
    ...frame,
    height: 200,
    marginTop: 8,
    marginBottom: 24,
    y: { domain: [0, 1.05 * Math.max(...singularValues, ...(chance?.limit ?? []))] },
    marks: [
      areaY(band, { x: "rank", y1: "low", y2: "high", fill: colour("band") }),
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 60 }),
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      line(band, { x: "rank", y: "high", stroke: colour("muted"), strokeDasharray: "5 3" }),
      line(values, { x: "rank", y: "value", stroke: colour("blue"), strokeWidth: 1.8 }),
      dot(values, { x: "rank", y: "value", r: 2.6, fill: colour("blue") }),
      axisX({ label: null, tickSpacing: 60 }),
      axisY({ label: "singular value", labelAnchor: "center", labelArrow: "none", labelOffset: 44, tickSpacing: 40 }),
    ],
  });
}

function errorPanel({ errors, errorLabel }: ScreePlot, frame: Frame): Panel {
  const all = errors.flatMap(({ points }) => points.map(({ error }) => error));
  return drawPlot({
    ...frame,
    height: 210,
    marginTop: 8,
    marginBottom: 44,
    y: { domain: [0.9 * Math.min(...all), 1.08 * Math.max(...all)] },
    marks: [
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 60 }),
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      ...errors.flatMap(({ points }, i) => {
        const style = seriesStyle(i + 1);
        return [
          link(points, {
            x: "rank",
            y1: (d) => d.error - d.standardError,
            y2: (d) => d.error + d.standardError,
            stroke: style.stroke,
            strokeWidth: 1,
          }),
          line(points, { x: "rank", y: "error", stroke: style.stroke, strokeDasharray: style.dash, strokeWidth: 1.6 }),
          dot(points, {
            x: "rank",
            y: "error",
            r: 3.4,
            symbol: style.symbol,
            stroke: style.stroke,
            fill: colour("page"),
          }),
        ];
      }),
      axisX({ label: "dimensions", labelAnchor: "center", labelArrow: "none", labelOffset: 38, tickSpacing: 60 }),
      axisY({ label: errorLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 44, tickSpacing: 40 }),
    ],
  });
}

function legendOf({ chance, errors }: ScreePlot): LegendEntry[] {
  return [
    {
      mark: `<path d="M0,7L24,7" stroke="${colour("blue")}" stroke-width="1.8"/><circle cx="12" cy="7" r="2.6" fill="${colour("blue")}"/>`,
      text: "singular values",
    },
    ...(chance === null
      ? []
      : [
          {
            mark: `<rect width="24" height="14" fill="${colour("band")}"/><path d="M0,1L24,1" stroke="${colour("muted")}" stroke-dasharray="5 3"/>`,
            text: chance.label,
          },
        ]),
    ...errors.map(({ label }, i) => ({ mark: seriesMark(i + 1), text: label })),
  ];
}
