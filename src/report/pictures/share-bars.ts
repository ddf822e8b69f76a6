import { axisX, barX, gridX, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { escapeMarkup } from "../escape-markup.ts";
import { drawPlot } from "./draw-plot.ts";
import { type Fill, fillOf, hatchDefinitions } from "./hatches.ts";
import { colour } from "./palette.ts";
import { type Panel, panelGrid } from "./panel-grid.ts";
import { fontSize, framePicture, type Picture } from "./picture.ts";
import { textWidth, wrapText } from "./text-width.ts";

export interface SharePart {
  id: string;
  label: string;
  fill: Fill;
}

export interface ShareBar {
  label: string;
  /** Amount of each part, in the order of `parts`; null draws no bar but the reason. */
  amounts: readonly number[] | null;
  /** Shown to the right of the bar. */
  note: string;
}

export interface ShareBars {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  axisLabel: string;
  /** "share": every bar is as long as the axis. "amount": bars are as long as their amounts. */
  scale: "share" | "amount";
  parts: readonly SharePart[];
  groups: readonly { label: string; bars: readonly ShareBar[] }[];
  simulated: boolean;
}

const width = 736;
const barHeight = 24;

/** Stacked horizontal bars in groups. Parts differ by hatching as well as by colour, and are labelled where they fit. */
export function shareBars(plot: ShareBars): Picture {
  const bars = plot.groups.flatMap((group) => group.bars);
  const marginLeft = 16 + Math.max(30, ...bars.map(({ label }) => textWidth(label, fontSize)));
  const marginRight = 14 + Math.max(20, ...bars.map(({ note }) => textWidth(note, fontSize - 1)));
  const longest = plot.scale === "share" ? 1 : Math.max(1e-12, ...bars.map(({ amounts }) => total(amounts ?? [])));
  const layout = { marginLeft, marginRight, longest };
  const panels = plot.groups.map((group, i) => drawGroup(group, plot, layout, i === plot.groups.length - 1));
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body: panelGrid(panels, 1, 6),
    definitions: hatchDefinitions(
      plot.name,
      plot.parts.map(({ fill }) => fill),
    ),
    legend: plot.parts.map(({ label, fill }) => ({
      mark: `<rect width="24" height="14" fill="${fillOf(plot.name, fill)}" stroke="${colour("ink")}" stroke-width="0.8"/>`,
      text: label,
    })),
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["group", "bar", ...plot.parts.map(({ id }) => id), "note"],
      plot.groups.flatMap((group) =>
        group.bars.map(({ label, amounts, note }) => [
          group.label,
          label,
          ...(amounts ?? plot.parts.map(() => null)),
          note,
        ]),
      ),
    ),
  });
}

interface Layout {
  marginLeft: number;
  marginRight: number;
  longest: number;
}

function drawGroup(group: ShareBars["groups"][number], plot: ShareBars, layout: Layout, last: boolean): Panel {
  const { marginLeft, marginRight, longest } = layout;
  const heading = group.label === "" ? [] : wrapText(group.label, width - 8, fontSize, 2);
  const top = heading.length * 16;
  const pieces = group.bars.flatMap((bar, y) => stack(bar, plot).map((piece) => ({ ...piece, y })));
  const perPixel = longest / (width - marginLeft - marginRight);
  const rows = group.bars.map((bar, y) => ({ ...bar, y }));
  const bottom = last ? 44 : 4;
  const drawn = drawPlot({
    width,
    height: group.bars.length * barHeight + bottom,
    marginLeft,
    marginRight,
    marginTop: 2,
    marginBottom: bottom,
    x: { domain: [0, longest], axis: null },
    y: { type: "band", domain: rows.map(({ y }) => y), axis: null, padding: 0.2 },
    marks: [
      gridX({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 80 }),
      ...plot.parts.map((part, i) =>
        barX(
          pieces.filter((piece) => piece.part === i),
          {
            x1: "from",
            x2: "to",
            y: "y",
            fill: fillOf(plot.name, part.fill),
            stroke: colour("ink"),
            strokeWidth: 0.8,
          },
        ),
      ),
      text(
        pieces.filter((piece) => (piece.to - piece.from) / perPixel > textWidth(piece.text, fontSize - 1) + 8),
        {
          x: (piece) => (piece.from + piece.to) / 2,
          y: "y",
          text: "text",
          fontSize: fontSize - 1,
          fill: colour("ink"),
          stroke: colour("page"),
          strokeWidth: 4,
        },
      ),
      text(rows, { frameAnchor: "left", y: "y", text: "label", textAnchor: "end", dx: -10 }),
      text(rows, { frameAnchor: "right", y: "y", text: "note", textAnchor: "start", dx: 8, fontSize: fontSize - 1 }),
      ...(last
        ? [
            axisX({
              label: plot.axisLabel,
              ...axisFormat(plot),
              labelAnchor: "center",
              labelArrow: "none",
              labelOffset: 36,
              tickSpacing: 80,
            }),
          ]
        : []),
    ],
  });
  const titles = heading.map(
    (line, i) => `<text x="0" y="${12 + i * 16}" font-weight="bold" fill="currentColor">${escapeMarkup(line)}</text>`,
  );
  return {
    markup: `${titles.join("")}<g transform="translate(0,${top})">${drawn.markup}</g>`,
    width,
    height: top + drawn.height,
  };
}

function stack({ amounts }: ShareBar, { scale }: ShareBars) {
  if (amounts === null) return [];
  const whole = total(amounts);
  if (whole === 0) return [];
  const unit = scale === "share" ? whole : 1;
  let from = 0;
  return amounts.flatMap((amount, part) => {
    const to = from + amount / unit;
    const piece = { part, from, to, text: `${Math.round((100 * amount) / whole)} %` };
    from = to;
    return amount === 0 ? [] : [piece];
  });
}

function axisFormat({ scale }: ShareBars) {
  return scale === "share" ? { tickFormat: (share: number) => `${Math.round(share * 100)} %` } : {};
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
