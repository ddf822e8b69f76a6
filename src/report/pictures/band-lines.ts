import { areaY, axisX, axisY, dot, gridX, gridY, line, ruleX, ruleY } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { colour } from "./palette.ts";
import { framePicture, type LegendEntry, type Picture } from "./picture.ts";

export interface BandPoint {
  x: number;
  y: number;
  /** The doubt about y; null where there is none to show. */
  low: number | null;
  high: number | null;
}

export interface BandLines {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  xLabel: string;
  yLabel: string;
  /** In the order of x. */
  points: readonly BandPoint[];
  yDomain?: readonly [number, number];
  /** A level to reach, dashed, and where it is reached. */
  target?: { readonly y: number; readonly label: string } | null;
  marked?: { readonly x: number; readonly label: string } | null;
  /** Draw y = x: both axes have one unit, and on it they agree. */
  diagonal?: boolean;
  names: { line: string; band?: string };
  simulated: boolean;
}

const [width, height] = [736, 340];

/** One curve with a band of doubt around it, and the level it is to reach. */
export function bandLines(plot: BandLines): Picture {
  const { points, target = null, marked = null } = plot;
  const band = points.filter(({ low, high }) => low !== null && high !== null);
  const body = drawPlot({
    width,
    height,
    marginLeft: 66,
    marginRight: 18,
    marginTop: 10,
    marginBottom: 46,
    x: { nice: true },
    y: { ...(plot.yDomain === undefined ? { nice: true, zero: true } : { domain: [...plot.yDomain] }) },
    marks: [
      areaY(band, { x: "x", y1: "low", y2: "high", fill: colour("band") }),
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 80 }),
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      target === null ? null : ruleY([target.y], { stroke: colour("muted"), strokeDasharray: "5 3" }),
      marked === null
        ? null
        : ruleX([marked.x], { stroke: colour("orange"), strokeDasharray: "2 2", strokeWidth: 1.4 }),
      plot.diagonal === true ? line(points, { x: "x", y: "x", stroke: colour("muted"), strokeDasharray: "5 3" }) : null,
      line(points, { x: "x", y: "y", stroke: colour("blue"), strokeWidth: 2.2 }),
      dot(points, { x: "x", y: "y", r: 2.4, fill: colour("blue") }),
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
    legend: legendOf(plot, band.length > 0),
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["x", "y", "low", "high"],
      points.map(({ x, y, low, high }) => [x, y, low, high]),
    ),
  });
}

function legendOf({ names, target, marked }: BandLines, hasBand: boolean): LegendEntry[] {
  const stroke = (style: string) => `<path d="M0,7L24,7" ${style} fill="none"/>`;
  return [
    { mark: stroke(`stroke="${colour("blue")}" stroke-width="2.2"`), text: names.line },
    ...(hasBand
      ? [
          {
            mark: `<rect width="24" height="14" fill="${colour("band")}" stroke="${colour("grid")}"/>`,
            text: names.band ?? "doubt",
          },
        ]
      : []),
    ...(target ? [{ mark: stroke(`stroke="${colour("muted")}" stroke-dasharray="5 3"`), text: target.label }] : []),
    ...(marked
      ? [
          {
            mark: `<path d="M12,0L12,14" stroke="${colour("orange")}" stroke-dasharray="2 2" stroke-width="1.4"/>`,
            text: marked.label,
          },
        ]
      : []),
  ];
}
