import { areaY, axisX, axisY, dot, gridX, gridY, line, ruleY } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { logTicks, plainTick } from "./log-ticks.ts";
import { colour } from "./palette.ts";
import { framePicture, type Picture } from "./picture.ts";
import { seriesMark } from "./series-mark.ts";
import { seriesStyle } from "./series-style.ts";

export interface CurvePoint {
  x: number;
  y: number;
  /** The doubt about y; null where there is none to show. */
  low: number | null;
  high: number | null;
}

export interface SeriesCurves {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  xLabel: string;
  yLabel: string;
  xScale?: "linear" | "log";
  yDomain?: readonly [number, number];
  /** In the order of x. */
  series: readonly { readonly label: string; readonly points: readonly CurvePoint[] }[];
  /** A level to hold the curves against, such as a nominal coverage, with what chance may do around it. */
  reference?: { readonly y: number; readonly label: string; readonly low?: number; readonly high?: number };
  simulated: boolean;
}

const [width, height] = [736, 380];
/** About this many symbols on a curve tell it from others without hiding it. */
const symbolsWanted = 9;

/** Curves that share their axes, each with its band: performance profiles of systems, coverage of intervals by n. */
export function seriesCurves(plot: SeriesCurves): Picture {
  const { series, reference, xScale = "linear" } = plot;
  const xs = series.flatMap(({ points }) => points.map(({ x }) => x)).filter((x) => xScale === "linear" || x > 0);
  const [least, most] = xs.length === 0 ? [1, 10] : [Math.min(...xs), Math.max(...xs)];
  const domain: [number, number] =
    xScale === "log" ? [least / 1.15, most * 1.15] : [least, most > least ? most : least + 1];
  const ticks = xScale === "log" ? { ticks: logTicks(...domain), tickFormat: plainTick } : { tickSpacing: 80 };
  const body = drawPlot({
    width,
    height,
    marginLeft: 66,
    marginRight: 18,
    marginTop: 10,
    marginBottom: 46,
    x: { type: xScale, domain },
    y: plot.yDomain === undefined ? { nice: true } : { domain: [...plot.yDomain], clamp: true },
    marks: [
      reference?.low === undefined || reference.high === undefined
        ? null
        : areaY(domain, { x: (x: number) => x, y1: reference.low, y2: reference.high, fill: colour("band") }),
      gridX({ stroke: colour("grid"), strokeOpacity: 1, ...ticks }),
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      ...series.map(({ points }, i) =>
        areaY(
          points.filter(({ low, high }) => low !== null && high !== null),
          { x: "x", y1: "low", y2: "high", fill: seriesStyle(i).stroke, fillOpacity: 0.13 },
        ),
      ),
      reference === undefined ? null : ruleY([reference.y], { stroke: colour("ink"), strokeDasharray: "5 3" }),
      ...series.map(({ points }, i) =>
        line(points, {
          ...{ x: "x", y: "y", stroke: seriesStyle(i).stroke, strokeDasharray: seriesStyle(i).dash, strokeWidth: 2 },
        }),
      ),
      ...series.map(({ points }, i) =>
        dot(thinned(points, i), {
          ...{ x: "x", y: "y", r: 4, symbol: seriesStyle(i).symbol, stroke: seriesStyle(i).stroke },
          fill: colour("page"),
          strokeWidth: 1.6,
        }),
      ),
      axisX({ label: plot.xLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 40, ...ticks }),
      axisY({ label: plot.yLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 58, tickSpacing: 40 }),
    ],
  });
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body,
    legend: [
      ...series.map(({ label }, i) => ({ mark: seriesMark(i), text: label })),
      ...(reference === undefined
        ? []
        : [
            {
              mark: `<rect width="24" height="14" fill="${colour("band")}"/><path d="M0,7L24,7" stroke="${colour("ink")}" stroke-dasharray="5 3"/>`,
              text: reference.label,
            },
          ]),
    ],
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["series", "x", "y", "low", "high"],
      series.flatMap(({ label, points }) => points.map(({ x, y, low, high }) => [label, x, y, low, high])),
    ),
  });
}

/** Every point of a short curve; of a long one an even selection, shifted from curve to curve. */
function thinned(points: readonly CurvePoint[], series: number): CurvePoint[] {
  const every = Math.max(1, Math.floor(points.length / symbolsWanted));
  return points.filter((_, i) => i % every === (every === 1 ? 0 : (series * 2 + 1) % every));
}
