import { dot } from "@observablehq/plot";
import { drawPlot } from "./draw-plot.ts";
import { seriesStyle } from "./series-style.ts";

/** Legend mark of the i-th of several lines: its dash with its symbol on it. */
export function seriesMark(i: number): string {
  const style = seriesStyle(i);
  const { markup } = drawPlot({
    ...{ width: 24, height: 14, margin: 0, axis: null, x: { domain: [0, 1] }, y: { domain: [0, 1] } },
    marks: [dot([[0.5, 0.5]], { r: 4, symbol: style.symbol, stroke: style.stroke, strokeWidth: 1.6 })],
  });
  return `<path d="M0,7L24,7" stroke="${style.stroke}" stroke-dasharray="${style.dash}" stroke-width="1.6"/>${markup}`;
}
