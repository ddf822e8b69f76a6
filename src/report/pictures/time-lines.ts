import { axisX, axisY, dot, gridX, gridY, line } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { colour } from "./palette.ts";
import { type Panel, panelGrid } from "./panel-grid.ts";
import { framePicture, type LegendEntry, type Picture } from "./picture.ts";
import { seriesMark } from "./series-mark.ts";
import { seriesStyle } from "./series-style.ts";

export interface TimeSeries {
  label: string;
  /** `at` is an ISO time. */
  points: readonly { at: string; value: number }[];
}

export interface TimePanel {
  yLabel: string;
  /** "step": a value holds until the next. */
  shape: "line" | "step";
  series: readonly TimeSeries[];
}

export interface TimeLines {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  /** Panels one above the other, over the same stretch of time. */
  panels: readonly TimePanel[];
  simulated: boolean;
}

const width = 736;
const height = 190;

/** Values over the time of a run, counted from its first point. Series differ by symbol and dash as well as by colour. */
export function timeLines(plot: TimeLines): Picture {
  const times = plot.panels.flatMap(({ series }) =>
    series.flatMap(({ points }) => points.map(({ at }) => Date.parse(at))),
  );
  const start = times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const end = times.reduce((most, at) => Math.max(most, at), start);
  const unit =
    end - start > 2 * 3_600_000
      ? { ms: 3_600_000, name: "hours" }
      : end - start > 180_000
        ? { ms: 60_000, name: "minutes" }
        : { ms: 1000, name: "seconds" };
  const clock = { start, length: Math.max(1e-3, (end - start) / unit.ms), ...unit };
  let before = 0;
  const panels = plot.panels.map((panel, i) => {
    const drawn = drawPanel(panel, clock, before, i === plot.panels.length - 1);
    before += panel.series.length;
    return drawn;
  });
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body: { ...panelGrid(panels, 1, 4), width },
    legend: plot.panels
      .flatMap(({ series }) => series)
      .map(({ label }, i) => ({ mark: seriesMark(i), text: label })) satisfies LegendEntry[],
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["panel", "series", "at", "value"],
      plot.panels.flatMap(({ yLabel, series }) =>
        series.flatMap(({ label, points }) => points.map(({ at, value }) => [yLabel, label, at, value])),
      ),
    ),
  });
}

interface Clock {
  start: number;
  length: number;
  ms: number;
  name: string;
}

function drawPanel({ yLabel, shape, series }: TimePanel, clock: Clock, before: number, last: boolean): Panel {
  const lines = series.map(({ points }, i) => ({
    style: seriesStyle(before + i),
    points: points.map(({ at, value }) => ({ x: (Date.parse(at) - clock.start) / clock.ms, y: value })),
  }));
  return drawPlot({
    width,
    height: height + (last ? 40 : 6),
    marginLeft: 62,
    marginRight: 18,
    marginTop: 8,
    marginBottom: last ? 44 : 10,
    x: { domain: [0, clock.length], axis: null },
    y: { zero: true, nice: true, insetTop: 6 },
    marks: [
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 90 }),
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      ...lines.map(({ points, style }) =>
        line(points, {
          ...{ x: "x", y: "y", stroke: style.stroke, strokeDasharray: style.dash, strokeWidth: 1.6 },
          curve: shape === "step" ? "step-after" : "linear",
        }),
      ),
      ...lines.map(({ points, style }) =>
        dot(points, { x: "x", y: "y", r: 3, symbol: style.symbol, stroke: style.stroke, fill: colour("page") }),
      ),
      ...(last
        ? [
            axisX({
              label: `${clock.name} since the first answer`,
              labelAnchor: "center",
              labelArrow: "none",
              labelOffset: 38,
              tickSpacing: 90,
            }),
          ]
        : []),
      axisY({ label: yLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 56, tickSpacing: 40 }),
    ],
  });
}
