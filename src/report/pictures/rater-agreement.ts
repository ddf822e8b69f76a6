import { axisX, axisY, dot, gridX, gridY, link, ruleX, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { colour } from "./palette.ts";
import { type Panel, panelGrid } from "./panel-grid.ts";
import { fontSize, framePicture, type Picture } from "./picture.ts";
import { seriesMark } from "./series-mark.ts";
import { seriesStyle } from "./series-style.ts";
import { textWidth, wrapText } from "./text-width.ts";

export interface DrawnRater {
  label: string;
  /** Own ratings minus those of the others on the same units; null without shared units. */
  severity: number | null;
  /** Shown to the right: for example agreement without this rater. */
  note: string;
}

export interface RaterAgreement {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  ratingLabel: string;
  raters: readonly DrawnRater[];
  /** Per unit one rating a rater, in the order of `raters`; null where a rater has none. */
  units: readonly { readonly label: string; readonly ratings: readonly (number | null)[] }[];
  simulated: boolean;
}

const width = 736;
/** Beyond this many units an even selection is drawn; the data file has all. */
const mostUnits = 60;

/** Ratings of each unit side by side, the units in the order of their mean, and below how each rater differs from the rest. */
export function raterAgreement(plot: RaterAgreement): Picture {
  const sorted = plot.units
    .map(({ label, ratings }) => ({ label, ratings, mean: meanOf(ratings) }))
    .filter((unit): unit is typeof unit & { mean: number } => unit.mean !== null)
    .sort((a, b) => a.mean - b.mean);
  const every = Math.max(1, Math.ceil(sorted.length / mostUnits));
  const panels = [
    unitPanel(
      sorted.filter((_, i) => i % every === 0),
      plot,
    ),
    raterPanel(plot.raters, plot.ratingLabel),
  ];
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body: { ...panelGrid(panels, 1, 12), width },
    legend: plot.raters.map(({ label }, i) => ({ mark: seriesMark(i), text: label })),
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["unit", ...plot.raters.map(({ label }) => label)],
      plot.units.map(({ label, ratings }) => [label, ...plot.raters.map((_, r) => ratings[r] ?? null)]),
    ),
  });
}

interface SortedUnit {
  readonly label: string;
  readonly ratings: readonly (number | null)[];
  readonly mean: number;
}

function unitPanel(units: readonly SortedUnit[], { ratingLabel, raters }: RaterAgreement): Panel {
  const ranges = units.map(({ ratings }, x) => {
    const known = ratings.flatMap((rating) => rating ?? []);
    return { x, low: Math.min(...known), high: Math.max(...known) };
  });
  // Equal ratings of one unit would hide each other: raters stand side by side.
  const offset = (rater: number) => (raters.length < 2 ? 0 : 0.5 * (rater / (raters.length - 1) - 0.5));
  const marks = raters.flatMap((_, rater) => {
    const points = units.flatMap(({ ratings }, x) => {
      const y = ratings[rater] ?? null;
      return y === null ? [] : [{ x: x + offset(rater), y }];
    });
    const { symbol, stroke } = seriesStyle(rater);
    return [dot(points, { x: "x", y: "y", r: 2.8, symbol, stroke, strokeWidth: 1.3 })];
  });
  return drawPlot({
    width,
    height: 260,
    marginLeft: 66,
    marginRight: 18,
    marginTop: 8,
    marginBottom: 40,
    x: { domain: [-0.8, Math.max(1, units.length) - 0.2], axis: null },
    y: { nice: true },
    marks: [
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      link(ranges, { x: "x", y1: "low", y2: "high", stroke: colour("grid"), strokeWidth: 5 }),
      ...marks,
      axisX({
        ...{ label: "units, by their mean rating", labelAnchor: "center", labelArrow: "none", labelOffset: 30 },
        ticks: [],
      }),
      axisY({ label: ratingLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 58, tickSpacing: 40 }),
    ],
  });
}

function raterPanel(raters: readonly DrawnRater[], ratingLabel: string): Panel {
  const labels = raters.map(({ label }) => wrapText(label, 180, fontSize, 1).join(""));
  const rows = raters.map((rater, y) => ({ ...rater, y }));
  const height = 26 * rows.length + 46;
  const reach = 1.15 * Math.max(1e-9, ...rows.map(({ severity }) => Math.abs(severity ?? 0)));
  return drawPlot({
    width,
    height,
    marginLeft: 16 + Math.max(50, ...labels.map((label) => textWidth(label, fontSize))),
    marginRight: 18 + Math.max(20, ...raters.map(({ note }) => textWidth(note, fontSize - 1))),
    marginTop: 2,
    marginBottom: 44,
    x: { domain: reach > 1e-8 ? [-reach, reach] : [-1, 1] },
    y: { type: "linear", domain: [-0.5, Math.max(0.5, rows.length - 0.5)], range: [2, height - 44], axis: null },
    marks: [
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 80 }),
      ruleX([0], { stroke: colour("ink") }),
      link(
        rows.filter(({ severity }) => severity !== null),
        { x1: 0, x2: "severity", y1: "y", y2: "y", stroke: colour("muted"), strokeWidth: 1.4 },
      ),
      ...rows.flatMap((row, i) =>
        row.severity === null
          ? []
          : [
              dot([row], {
                ...{ x: "severity", y: "y", r: 4.2, symbol: seriesStyle(i).symbol, stroke: seriesStyle(i).stroke },
                fill: colour("page"),
                strokeWidth: 1.8,
              }),
            ],
      ),
      text(rows, { frameAnchor: "left", y: "y", text: ({ y }) => labels[y]!, textAnchor: "end", dx: -10 }),
      text(rows, { frameAnchor: "right", y: "y", text: "note", textAnchor: "start", dx: 10, fontSize: fontSize - 1 }),
      axisX({
        label: `${ratingLabel}: own minus the others'`,
        ...{ labelAnchor: "center", labelArrow: "none", labelOffset: 38, tickSpacing: 80 },
      }),
    ],
  });
}

function meanOf(ratings: readonly (number | null)[]): number | null {
  const known = ratings.flatMap((rating) => rating ?? []);
  return known.length === 0 ? null : known.reduce((sum, rating) => sum + rating, 0) / known.length;
}
