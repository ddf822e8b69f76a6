import { axisX, axisY, gridY, link, rectY, ruleX, ruleY } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { fillOf, hatchDefinitions } from "./hatches.ts";
import { colour } from "./palette.ts";
import { framePicture, type Picture } from "./picture.ts";

export interface ReplicateHistogram {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  axisLabel: string;
  replicates: ArrayLike<number>;
  /** The value itself, which is not the middle of its replicates. */
  estimate: number;
  limits: readonly [low: number, high: number] | null;
  /** Limits by a second method. */
  second?: readonly [low: number, high: number] | null;
  names: { estimate: string; limits: string; second?: string };
  simulated: boolean;
}

const [width, height] = [736, 320];
const bins = 45;

/** What resampling made of an estimate, with the limits read from it. Bars outside the limits are hatched. */
export function replicateHistogram(plot: ReplicateHistogram): Picture {
  const { estimate, limits, second = null } = plot;
  const counts = binned(plot.replicates);
  const marks = [estimate, ...(limits ?? []), ...(second ?? []), 0];
  const ends = [...counts.flatMap(({ x1, x2 }) => [x1, x2]), estimate, ...(limits ?? []), ...(second ?? [])];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const domain: [number, number] = least < most ? [least, most] : [least - 1, most + 1];
  const top = Math.max(1, ...counts.map(({ count }) => count));
  const isIn = ({ x1, x2 }: Bin) => limits === null || ((x1 + x2) / 2 >= limits[0] && (x1 + x2) / 2 <= limits[1]);
  const outside = { colour: "muted", pattern: "diagonal" } as const;
  const span = (ends_: readonly [number, number] | null, at: number) =>
    ends_ === null ? [] : [{ x1: ends_[0], x2: ends_[1], y: at }];
  const body = drawPlot({
    width,
    height,
    marginLeft: 66,
    marginRight: 20,
    marginTop: 10,
    marginBottom: 46,
    x: { domain, nice: true },
    y: { domain: [0, top * 1.22] },
    marks: [
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      ...[true, false].map((inside) =>
        rectY(
          counts.filter((bin) => isIn(bin) === inside),
          {
            ...{ x1: "x1", x2: "x2", y: "count", stroke: colour("muted"), strokeWidth: 0.6 },
            fill: inside ? colour("band") : fillOf(plot.name, outside),
          },
        ),
      ),
      ruleY([0], { stroke: colour("ink") }),
      marks.at(-1)! >= domain[0] && marks.at(-1)! <= domain[1]
        ? ruleX([0], { stroke: colour("muted"), strokeDasharray: "2 3" })
        : null,
      ruleX([estimate], { stroke: colour("blue"), strokeWidth: 2.2 }),
      ...interval(span(limits, top * 1.09), top, colour("blue"), 2.4, ""),
      ...interval(span(second, top * 1.17), top, colour("orange"), 1.8, "6 3"),
      axisX({ label: plot.axisLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 40, tickSpacing: 80 }),
      axisY({ label: "replicates", labelAnchor: "center", labelArrow: "none", labelOffset: 58, tickSpacing: 50 }),
    ],
  });
  const stroke = (style: string) => `<path d="M0,7L24,7" fill="none" ${style}/>`;
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body,
    legend: [
      {
        mark: `<path d="M12,0L12,14" stroke="${colour("blue")}" stroke-width="2.2"/>`,
        text: plot.names.estimate,
      },
      ...(limits === null
        ? []
        : [{ mark: stroke(`stroke="${colour("blue")}" stroke-width="2.4"`), text: plot.names.limits }]),
      ...(second === null
        ? []
        : [
            {
              mark: stroke(`stroke="${colour("orange")}" stroke-width="1.8" stroke-dasharray="6 3"`),
              text: plot.names.second ?? "second method",
            },
          ]),
      {
        mark: `<rect width="24" height="14" fill="${fillOf(plot.name, outside)}" stroke="${colour("muted")}"/>`,
        text: "replicates outside the limits",
      },
    ],
    definitions: hatchDefinitions(plot.name, [outside]),
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["low", "high", "replicates"],
      counts.map(({ x1, x2, count }) => [x1, x2, count]),
    ),
  });
}

interface Bin {
  x1: number;
  x2: number;
  count: number;
}

function binned(replicates: ArrayLike<number>): Bin[] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < replicates.length; i++) {
    least = Math.min(least, replicates[i]!);
    most = Math.max(most, replicates[i]!);
  }
  if (!(least <= most)) return [];
  const step = most > least ? (most - least) / bins : 1;
  const start = most > least ? least : least - step / 2;
  const n = most > least ? bins : 1;
  const found = Array.from({ length: n }, (_, i) => ({ x1: start + i * step, x2: start + (i + 1) * step, count: 0 }));
  for (let i = 0; i < replicates.length; i++) {
    found[Math.min(n - 1, Math.floor((replicates[i]! - start) / step))]!.count++;
  }
  return found;
}

/** A bracket: a line with upright ends. */
function interval(
  spans: readonly { x1: number; x2: number; y: number }[],
  top: number,
  stroke: string,
  strokeWidth: number,
  dash: string,
) {
  const ends = spans.flatMap(({ x1, x2, y }) => [
    { x: x1, y },
    { x: x2, y },
  ]);
  return [
    link(spans, { x1: "x1", x2: "x2", y1: "y", y2: "y", stroke, strokeWidth, strokeDasharray: dash }),
    link(ends, {
      ...{ x: "x", y1: ({ y }: { y: number }) => y - 0.025 * top, y2: ({ y }: { y: number }) => y + 0.025 * top },
      ...{ stroke, strokeWidth },
    }),
  ];
}
