import { axisX, axisY, gridY, rectY, ruleX, ruleY } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { type ColourName, colour } from "./palette.ts";
import { framePicture, type Picture } from "./picture.ts";

export interface Histogram {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  axisLabel: string;
  values: ArrayLike<number>;
  /** Vertical lines: what was observed, what was expected. */
  marks: readonly { readonly at: number; readonly label: string; readonly colour: ColourName; readonly dash: string }[];
  names: { bars: string };
  simulated: boolean;
}

const [width, height] = [736, 320];
const bins = 40;

/** How values are spread, with lines where single ones lie. */
export function histogram(plot: Histogram): Picture {
  const values = Array.from(plot.values);
  const low = values.reduce((least, value) => Math.min(least, value), values[0] ?? 0);
  const high = values.reduce((most, value) => Math.max(most, value), values[0] ?? 1);
  const step = high > low ? (high - low) / bins : 1;
  const counts = new Int32Array(bins);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / step))]!++;
  const bars = Array.from(counts, (count, bin) => ({ from: low + bin * step, to: low + (bin + 1) * step, count }));
  const ends = [low, high, ...plot.marks.map(({ at }) => at)];
  const body = drawPlot({
    width,
    height,
    marginLeft: 66,
    marginRight: 18,
    marginTop: 10,
    marginBottom: 46,
    x: { domain: [Math.min(...ends) - step, Math.max(...ends) + step], nice: true },
    y: { nice: true, zero: true },
    marks: [
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 50 }),
      rectY(bars, { x1: "from", x2: "to", y: "count", fill: colour("muted"), inset: 0.5 }),
      ruleY([0], { stroke: colour("ink") }),
      ...plot.marks.map((mark) =>
        ruleX([mark.at], {
          stroke: colour(mark.colour),
          strokeWidth: 2.4,
          ...(mark.dash === "" ? {} : { strokeDasharray: mark.dash }),
        }),
      ),
      axisX({ label: plot.axisLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 40, tickSpacing: 80 }),
      axisY({ label: plot.names.bars, labelAnchor: "center", labelArrow: "none", labelOffset: 58, tickSpacing: 50 }),
    ],
  });
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body,
    legend: plot.marks.map((mark) => ({
      mark: `<path d="M12,0L12,14" stroke="${colour(mark.colour)}" stroke-width="2.4" stroke-dasharray="${mark.dash}"/>`,
      text: mark.label,
    })),
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["from", "to", "count", "mark"],
      [
        ...bars.map(({ from, to, count }) => [from, to, count, null]),
        ...plot.marks.map(({ at, label }) => [at, at, null, label]),
      ],
    ),
  });
}
