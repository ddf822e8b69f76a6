import { axisX, dot, gridX, link, rect, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { drawPlot } from "./draw-plot.ts";
import { colour } from "./palette.ts";
import { fontSize, framePicture, type Picture } from "./picture.ts";
import { textWidth, wrapText } from "./text-width.ts";

export interface RankRow {
  label: string;
  /** From 1, the best; null where it is unknown. */
  rank: number | null;
  low: number | null;
  high: number | null;
  /** Shown to the right: the strength behind the rank, or why there is none. */
  note: string;
}

export interface RankIntervals {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  rows: readonly RankRow[];
  names: { rank: string; interval: string };
  simulated: boolean;
}

const width = 736;
const rowHeight = 24;

/** Which ranks each subject may hold: a bar over them, a dot at the one it holds. */
export function rankIntervals(plot: RankIntervals): Picture {
  const labels = plot.rows.map(({ label }) => wrapText(label, 220, fontSize, 1).join(""));
  const marginLeft = 16 + Math.max(40, ...labels.map((label) => textWidth(label, fontSize)));
  const marginRight = 18 + Math.max(20, ...plot.rows.map(({ note }) => textWidth(note, fontSize - 1)));
  const rows = plot.rows.map((row, y) => ({ ...row, y }));
  const known = rows.filter(({ low, high }) => low !== null && high !== null);
  const most = Math.max(2, plot.rows.length, ...rows.map(({ high }) => high ?? 0));
  const height = rows.length * rowHeight + 50;
  const every = Math.max(1, Math.ceil(most / 16));
  const ticks = Array.from({ length: most }, (_, i) => i + 1).filter((rank) => rank === 1 || rank % every === 0);
  const body = drawPlot({
    width,
    height,
    marginLeft,
    marginRight,
    marginTop: 2,
    marginBottom: 46,
    x: { domain: [0.5, most + 0.5] },
    y: { type: "linear", domain: [-0.5, Math.max(0.5, rows.length - 0.5)], range: [2, height - 46], axis: null },
    marks: [
      gridX({ stroke: colour("grid"), strokeOpacity: 1, ticks }),
      rect(known, {
        x1: ({ low }) => low! - 0.35,
        x2: ({ high }) => high! + 0.35,
        y1: ({ y }) => y - 0.27,
        y2: ({ y }) => y + 0.27,
        fill: colour("band"),
        stroke: colour("muted"),
      }),
      link(known, { x1: "low", x2: "high", y1: "y", y2: "y", stroke: colour("muted") }),
      dot(
        rows.filter(({ rank }) => rank !== null),
        { x: "rank", y: "y", r: 4.4, fill: colour("blue") },
      ),
      text(rows, { frameAnchor: "left", y: "y", text: ({ y }) => labels[y]!, textAnchor: "end", dx: -10 }),
      text(rows, { frameAnchor: "right", y: "y", text: "note", textAnchor: "start", dx: 10, fontSize: fontSize - 1 }),
      axisX({
        ...{ label: "rank, 1 is best", labelAnchor: "center", labelArrow: "none", labelOffset: 40, ticks },
        tickFormat: (rank: number) => String(rank),
      }),
    ],
  });
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body,
    legend: [
      { mark: `<circle cx="12" cy="7" r="4.4" fill="${colour("blue")}"/>`, text: plot.names.rank },
      {
        mark: `<rect y="1" width="24" height="12" fill="${colour("band")}" stroke="${colour("muted")}"/><path d="M3,7L21,7" stroke="${colour("muted")}"/>`,
        text: plot.names.interval,
      },
    ],
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["label", "rank", "low", "high", "note"],
      plot.rows.map(({ label, rank, low, high, note }) => [label, rank, low, high, note]),
    ),
  });
}
