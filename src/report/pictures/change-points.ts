import { areaY, axisX, axisY, dot, gridX, gridY, line, link, rect, ruleX } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { fillOf, hatchDefinitions } from "./hatches.ts";
import { colour } from "./palette.ts";
import { framePicture, type Picture } from "./picture.ts";

export interface DrawnChange {
  /** First place of the new level, and the places that would fit nearly as well. */
  at: number;
  low: number;
  high: number;
}

export interface ChangePointSeries {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  xLabel: string;
  yLabel: string;
  /** One value a place, 0, 1, 2, …; null where there is none. */
  values: readonly (number | null)[];
  changes: readonly DrawnChange[];
  /** Mean of each stretch between changes, in order: one more than there are changes. */
  levels: readonly number[];
  /** Where the next value should lie. */
  prediction?: readonly [low: number, high: number] | null;
  names: { value: string; level: string; change: string; prediction: string };
  simulated: boolean;
}

const [width, height] = [736, 340];
const hatch = { colour: "orange", pattern: "dots" } as const;

/** A series with the places where its level changed, how sure the places are, and where the next value should lie. */
export function changePointSeries(plot: ChangePointSeries): Picture {
  const { values, changes, levels, prediction = null } = plot;
  const points = values.flatMap((y, x) => (y === null ? [] : [{ x, y }]));
  const last = values.length - 1;
  const ends = [0, ...changes.map(({ at }) => at), values.length];
  const stretches = levels.map((y, i) => ({ x1: ends[i]! - 0.4, x2: ends[i + 1]! - 0.6, y }));
  const ys = [...points.map(({ y }) => y), ...(prediction ?? [])];
  const [least, most] = ys.length === 0 ? [0, 1] : [Math.min(...ys), Math.max(...ys)];
  const room = 0.06 * (most - least || 1);
  const y: [number, number] = [least - room, most + room];
  const body = drawPlot({
    width,
    height,
    marginLeft: 66,
    marginRight: 18,
    marginTop: 10,
    marginBottom: 46,
    x: { domain: [-0.5, Math.max(1, last) + 1.5] },
    y: { domain: y },
    marks: [
      rect(changes, {
        ...{ x1: ({ low }: DrawnChange) => low - 0.5, x2: ({ high }: DrawnChange) => high + 0.5, y1: y[0], y2: y[1] },
        fill: fillOf(plot.name, hatch),
        fillOpacity: 0.55,
      }),
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 80 }),
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      ruleX(changes, {
        ...{ x: ({ at }: DrawnChange) => at - 0.5, stroke: colour("orange"), strokeWidth: 1.6, strokeDasharray: "5 3" },
      }),
      prediction === null
        ? null
        : areaY([last + 0.5, last + 1.5], {
            ...{ x: (x: number) => x, y1: prediction[0], y2: prediction[1], fill: colour("band") },
            stroke: colour("muted"),
          }),
      line(points, { x: "x", y: "y", stroke: colour("muted"), strokeWidth: 1 }),
      dot(points, { x: "x", y: "y", r: 3, fill: colour("blue") }),
      link(stretches, { x1: "x1", x2: "x2", y1: "y", y2: "y", stroke: colour("ink"), strokeWidth: 2.6 }),
      axisX({ label: plot.xLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 40, tickSpacing: 80 }),
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
      { mark: `<circle cx="12" cy="7" r="3" fill="${colour("blue")}"/>`, text: plot.names.value },
      { mark: `<path d="M0,7L24,7" stroke="${colour("ink")}" stroke-width="2.6"/>`, text: plot.names.level },
      ...(changes.length === 0
        ? []
        : [
            {
              mark: `<rect width="24" height="14" fill="${fillOf(plot.name, hatch)}" fill-opacity="0.55"/><path d="M12,0L12,14" stroke="${colour("orange")}" stroke-width="1.6" stroke-dasharray="5 3"/>`,
              text: plot.names.change,
            },
          ]),
      ...(prediction === null
        ? []
        : [
            {
              mark: `<rect width="24" height="14" fill="${colour("band")}" stroke="${colour("muted")}"/>`,
              text: plot.names.prediction,
            },
          ]),
    ],
    definitions: hatchDefinitions(plot.name, [hatch]),
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["place", "value", "level", "changed"],
      values.map((value, x) => {
        const stretch = changes.filter(({ at }) => at <= x).length;
        return [x, value, levels[stretch] ?? null, changes.some(({ at }) => at === x) ? 1 : 0];
      }),
    ),
  });
}
