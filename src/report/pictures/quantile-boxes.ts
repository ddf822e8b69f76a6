import { axisX, dot, gridX, link, rect, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { logTicks, plainTick } from "./log-ticks.ts";
import { colour } from "./palette.ts";
import { type Panel, panelGrid } from "./panel-grid.ts";
import { fontSize, framePicture, type Picture } from "./picture.ts";
import { textWidth, wrapText } from "./text-width.ts";

/** Five numbers and the ends of a distribution, computed by whoever made the record. */
export interface QuantileRow {
  label: string;
  quantiles: { min: number; p5: number; p25: number; p50: number; p75: number; p95: number; max: number } | null;
  /** Shown to the right: how many values, or why there are none. */
  note: string;
}

export interface QuantilePanel {
  axisLabel: string;
  scale: "linear" | "log";
  domain?: readonly [number, number];
  rows: readonly QuantileRow[];
}

export interface QuantileBoxes {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  panels: readonly QuantilePanel[];
  simulated: boolean;
}

const width = 736;
const rowHeight = 26;

/** Horizontal boxes: the middle half, a line at the median, whiskers from the 5th to the 95th percentile, dots at the ends. */
export function quantileBoxes(plot: QuantileBoxes): Picture {
  const box = `<path d="M0,7L24,7" stroke="${colour("ink")}"/><rect x="6" y="2" width="11" height="10" fill="${colour("band")}" stroke="${colour("ink")}"/><path d="M11,2L11,12" stroke="${colour("blue")}" stroke-width="3"/>`;
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body: panelGrid(plot.panels.map(drawPanel), 1, 10),
    legend: [
      { mark: box, text: "5 %, 25 %, median, 75 %, 95 %" },
      { mark: `<circle cx="12" cy="7" r="2.5" fill="none" stroke="${colour("ink")}"/>`, text: "smallest and largest" },
    ],
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["panel", "label", "min", "p5", "p25", "p50", "p75", "p95", "max", "note"],
      plot.panels.flatMap((panel) =>
        panel.rows.map(({ label, quantiles: q, note }) => [
          panel.axisLabel,
          label,
          ...(q === null ? Array(7).fill(null) : [q.min, q.p5, q.p25, q.p50, q.p75, q.p95, q.max]),
          note,
        ]),
      ),
    ),
  });
}

function drawPanel(panel: QuantilePanel): Panel {
  const labels = panel.rows.map(({ label }) => wrapText(label, 200, fontSize, 1));
  const marginLeft = 16 + Math.max(40, ...labels.flat().map((line) => textWidth(line, fontSize)));
  const marginRight = 16 + Math.max(30, ...panel.rows.map(({ note }) => textWidth(note, fontSize - 1)));
  const rows = panel.rows.map((row, y) => ({ ...row, y }));
  const drawable = (q: QuantileRow["quantiles"]) => q !== null && (panel.scale === "linear" || q.min > 0);
  const known = rows.flatMap(({ y, quantiles }) => (drawable(quantiles) ? [{ y, ...quantiles! }] : []));
  const height = rows.length * rowHeight + 46;
  const domain = domainOf(panel, known);
  const ticks = panel.scale === "log" ? { ticks: logTicks(...domain), tickFormat: plainTick } : { tickSpacing: 80 };
  return drawPlot({
    width,
    height,
    marginLeft,
    marginRight,
    marginTop: 2,
    marginBottom: 44,
    x: {
      type: panel.scale,
      domain: [...domain],
      nice: panel.domain === undefined && panel.scale === "linear",
      clamp: true,
    },
    y: { type: "linear", domain: [-0.5, rows.length - 0.5], range: [2, height - 44], axis: null },
    marks: [
      gridX({ stroke: colour("grid"), strokeOpacity: 1, ...ticks }),
      link(known, { x1: "p5", x2: "p95", y1: "y", y2: "y", stroke: colour("ink") }),
      ...(["p5", "p95"] as const).map((end) =>
        link(known, { x: end, y1: (d) => d.y - 0.12, y2: (d) => d.y + 0.12, stroke: colour("ink") }),
      ),
      barBetween(known),
      link(known, { x: "p50", y1: (d) => d.y - 0.28, y2: (d) => d.y + 0.28, stroke: colour("blue"), strokeWidth: 3 }),
      ...(["min", "max"] as const).map((end) => dot(known, { x: end, y: "y", r: 2.5, stroke: colour("ink") })),
      text(rows, { frameAnchor: "left", y: "y", text: ({ y }) => labels[y]!.join(""), textAnchor: "end", dx: -10 }),
      text(rows, { frameAnchor: "right", y: "y", text: "note", textAnchor: "start", dx: 10, fontSize: fontSize - 1 }),
      axisX({ label: panel.axisLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 38, ...ticks }),
    ],
  });
}

type Known = NonNullable<QuantileRow["quantiles"]> & { y: number };

function barBetween(known: readonly Known[]) {
  return rect(known, {
    x1: "p25",
    x2: "p75",
    y1: (d: Known) => d.y - 0.28,
    y2: (d: Known) => d.y + 0.28,
    fill: colour("band"),
    stroke: colour("ink"),
  });
}

function domainOf({ scale, domain }: QuantilePanel, known: readonly Known[]): readonly [number, number] {
  if (domain !== undefined) return domain;
  const values = known.flatMap(({ min, max }) => [min, max]).filter((value) => scale === "linear" || value > 0);
  if (values.length === 0) return scale === "log" ? [1, 10] : [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (scale === "log") return [low / 1.6, high * 1.6];
  return low === high ? [low - 0.5, high + 0.5] : [Math.min(0, low), high];
}
