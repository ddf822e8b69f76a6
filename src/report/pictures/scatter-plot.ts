import { axisX, axisY, dot, gridX, gridY, line, ruleY } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { logTicks, plainTick } from "./log-ticks.ts";
import { colour } from "./palette.ts";
import { type Panel, panelGrid } from "./panel-grid.ts";
import { framePicture, type Picture } from "./picture.ts";
import { seriesStyle } from "./series-style.ts";

export interface ScatterPoint {
  group: string;
  x: number;
  y: number;
}

export interface ScatterPanel {
  xLabel: string;
  yLabel: string;
  xScale?: "linear" | "log";
  xDomain?: readonly [number, number];
  yDomain?: readonly [number, number];
  /** "identity": y = x. "zero": y = 0. */
  reference: "identity" | "zero" | "none";
  points: readonly ScatterPoint[];
  /** Straight lines to draw, such as a fitted slope: two ends each. */
  lines?: readonly (readonly [{ x: number; y: number }, { x: number; y: number }])[];
}

export interface ScatterPlot {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  /** One or two panels side by side, over the same groups. */
  panels: readonly ScatterPanel[];
  simulated: boolean;
}

const mostPoints = 1500;
/** Points with a symbol of their own per group. Of very many an even selection is drawn; the data file has all. */
export function scatterPlot(plot: ScatterPlot): Picture {
  const groups = [...new Set(plot.panels.flatMap(({ points }) => points.map(({ group }) => group)))];
  const width = plot.panels.length === 1 ? 480 : 361;
  const panels = plot.panels.map((panel) => drawPanel(panel, groups, width));
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body: { ...panelGrid(panels, 2, 14), width: 736 },
    legend: groups.map((group, i) => ({ mark: legendMark(i), text: group })),
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["panel", "group", "x", "y"],
      plot.panels.flatMap((panel) => panel.points.map(({ group, x, y }) => [panel.yLabel, group, x, y])),
    ),
  });
}

function drawPanel(panel: ScatterPanel, groups: readonly string[], width: number): Panel {
  const every = Math.ceil(panel.points.length / mostPoints);
  const points = panel.points.filter(({ x }, i) => i % every === 0 && (panel.xScale !== "log" || x > 0));
  const log = panel.xScale === "log";
  const ends =
    panel.xDomain ??
    extent(
      points.map(({ x }) => x),
      log,
    );
  const ticks = log ? { ticks: logTicks(...ends), tickFormat: plainTick } : { tickSpacing: 60 };
  return drawPlot({
    width,
    height: 320,
    marginLeft: 58,
    marginBottom: 44,
    marginTop: 8,
    marginRight: 16,
    x: { type: panel.xScale ?? "linear", domain: [...ends], nice: panel.xDomain === undefined && !log, clamp: true },
    y: { ...(panel.yDomain === undefined ? { nice: true } : { domain: [...panel.yDomain], clamp: true }) },
    marks: [
      gridX({ stroke: colour("grid"), strokeOpacity: 1, ...ticks }),
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 50 }),
      panel.reference === "zero" ? ruleY([0], { stroke: colour("ink") }) : null,
      panel.reference === "identity"
        ? line(
            ends.map((x) => ({ x, y: x })),
            { x: "x", y: "y", stroke: colour("ink"), strokeDasharray: "5 3" },
          )
        : null,
      ...groups.map((group, i) =>
        dot(
          points.filter((point) => point.group === group),
          { x: "x", y: "y", r: 3.4, symbol: seriesStyle(i).symbol, stroke: seriesStyle(i).stroke, strokeOpacity: 0.8 },
        ),
      ),
      ...(panel.lines ?? []).map((pair) =>
        line([...pair], { x: "x", y: "y", stroke: colour("ink"), strokeWidth: 2.5 }),
      ),
      axisX({ label: panel.xLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 38, ...ticks }),
      axisY({ label: panel.yLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 54, tickSpacing: 50 }),
    ],
  });
}

function extent(values: readonly number[], log: boolean): readonly [number, number] {
  if (values.length === 0) return [log ? 0.1 : 0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (log) return [low / 1.2, high * 1.2];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function legendMark(group: number): string {
  const { markup } = drawPlot({
    width: 24,
    height: 14,
    margin: 0,
    axis: null,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    marks: [
      dot([[0.5, 0.5]], {
        r: 4,
        symbol: seriesStyle(group).symbol,
        stroke: seriesStyle(group).stroke,
        strokeWidth: 1.6,
      }),
    ],
  });
  return markup;
}
