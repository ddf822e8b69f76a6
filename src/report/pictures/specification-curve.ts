import { areaY, axisY, dot, gridY, line, link, ruleX, ruleY, text } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { escapeMarkup } from "../escape-markup.ts";
import { drawPlot } from "./draw-plot.ts";
import { colour } from "./palette.ts";
import { type Panel, panelGrid } from "./panel-grid.ts";
import { fontSize, framePicture, type LegendEntry, type Picture } from "./picture.ts";
import { textWidth, wrapText } from "./text-width.ts";

export interface SpecificationCurve {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  axisLabel: string;
  /** One way through all choices each, in any order; `levels` has one entry a choice. */
  universes: readonly {
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly levels: readonly string[];
  }[];
  choices: readonly { readonly label: string; readonly levels: readonly string[] }[];
  /** What the interval around each value is. */
  intervalLabel: string;
  /** Dashed horizontal lines. */
  thresholds: readonly number[];
  /** Universes pointed out, by their place in `universes`; numbered from 1 in the picture. */
  marks: readonly { readonly at: number; readonly label: string }[];
  simulated: boolean;
}

const width = 736;
const rowHeight = 13;
/** Narrower columns cannot be told apart. */
const narrowest = 2.4;

/**
 * The specification curve of Simonsohn, Simmons & Nelson (2020): outcomes in rising order with their intervals, and beneath
 * them which levels each took. Where universes are more than there is room for, neighbours share a column, shaded by the
 * part of them at that level.
 */
export function specificationCurve(plot: SpecificationCurve): Picture {
  const order = [...plot.universes.keys()].toSorted(
    (a, b) => plot.universes[a]!.value - plot.universes[b]!.value || a - b,
  );
  const labels = plot.choices.flatMap(({ label, levels }) => [label, ...levels].map((text) => clipped(text)));
  const marginLeft = 20 + Math.max(60, ...labels.map((text) => textWidth(text, fontSize - 2)));
  const frame = { marginLeft, right: width - 12, count: order.length };
  return framePicture({
    name: plot.name,
    title: plot.title,
    subtitle: plot.subtitle,
    alt: plot.alt,
    body: panelGrid([curvePanel(plot, order, frame), matrixPanel(plot, order, frame)], 1, 4),
    legend: legendOf(plot),
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["position", "value", "low", "high", ...plot.choices.map(({ label }) => label)],
      order.map((at, position) => {
        const { value, low, high, levels } = plot.universes[at]!;
        return [position + 1, value, low, high, ...levels];
      }),
    ),
  });
}

interface Frame {
  readonly marginLeft: number;
  readonly right: number;
  readonly count: number;
}

function curvePanel(
  { universes, axisLabel, thresholds, marks }: SpecificationCurve,
  order: readonly number[],
  frame: Frame,
): Panel {
  const rows = order.map((at, x) => ({ ...universes[at]!, x }));
  const few = frame.count <= 120;
  const known = rows.filter(({ low, high }) => low !== null && high !== null);
  const shown = marks.map(({ at }, i) => ({ x: order.indexOf(at), value: universes[at]!.value, label: String(i + 1) }));
  const values = rows.map(({ value }) => value);
  const wide = known.flatMap(({ low, high }) => [low!, high!]);
  const [least, most] = [Math.min(...values, ...wide), Math.max(...values, ...wide)];
  const domain = rows.length === 0 ? [0, 1] : least === most ? [least - 1, most + 1] : [least, most];
  return drawPlot({
    width,
    height: 210,
    marginLeft: frame.marginLeft,
    marginRight: width - frame.right,
    marginTop: 8,
    marginBottom: 8,
    x: { type: "linear", domain: [-0.5, Math.max(0.5, frame.count - 0.5)], axis: null },
    y: { domain, nice: true },
    marks: [
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 36 }),
      few
        ? link(known, { x1: "x", x2: "x", y1: "low", y2: "high", stroke: colour("muted"), strokeWidth: 1 })
        : areaY(known, { x: "x", y1: "low", y2: "high", fill: colour("grid") }),
      ruleY(
        thresholds.filter((at) => at >= domain[0]! && at <= domain[1]!),
        { stroke: colour("muted"), strokeDasharray: "5 3" },
      ),
      few
        ? dot(rows, { x: "x", y: "value", r: 2.4, fill: colour("blue") })
        : line(rows, { x: "x", y: "value", stroke: colour("blue"), strokeWidth: 2 }),
      ruleX(shown, { x: "x", stroke: colour("orange"), strokeWidth: 1 }),
      dot(shown, { x: "x", y: "value", r: 7, fill: colour("orange"), stroke: colour("page") }),
      text(shown, {
        x: "x",
        y: "value",
        text: "label",
        fill: colour("page"),
        fontSize: fontSize - 3,
        fontWeight: "bold",
      }),
      axisY({ label: axisLabel, labelAnchor: "center", labelArrow: "none", labelOffset: 44, tickSpacing: 36 }),
    ],
  });
}

/** Drawn by hand: a mark for each of tens of thousands of cells would make the file ten times as long. */
function matrixPanel({ universes, choices, marks }: SpecificationCurve, order: readonly number[], frame: Frame): Panel {
  const room = frame.right - frame.marginLeft;
  const columns = Math.min(frame.count, Math.floor(room / narrowest));
  const step = room / Math.max(1, columns);
  const columnOf = (position: number) => Math.floor((position * columns) / frame.count);
  const sizes = new Float64Array(columns);
  for (let position = 0; position < frame.count; position++) sizes[columnOf(position)]!++;
  const markup: string[] = [];
  let y = 4;
  for (const [c, { label, levels }] of choices.entries()) {
    markup.push(rowLabel(label, y, frame.marginLeft, true));
    y += rowHeight + 1;
    for (const [row, level] of levels.entries()) {
      if (row % 2 === 0) {
        markup.push(
          `<rect x="${frame.marginLeft}" y="${y}" width="${room}" height="${rowHeight}" fill="${colour("band")}"/>`,
        );
      }
      markup.push(rowLabel(level, y, frame.marginLeft, false));
      const shares = new Float64Array(columns);
      for (const [position, at] of order.entries()) {
        const column = columnOf(position);
        if (universes[at]!.levels[c] === level) shares[column]! += 1 / sizes[column]!;
      }
      markup.push(...shadedRow(shares, frame.marginLeft, y, step));
      y += rowHeight;
    }
    y += 4;
  }
  for (const { at } of marks) {
    const x = frame.marginLeft + ((order.indexOf(at) + 0.5) * room) / Math.max(1, frame.count);
    markup.push(`<path d="M${rounded(x)},0V${y - 4}" stroke="${colour("orange")}" stroke-width="1"/>`);
  }
  return { markup: `<g font-size="${fontSize - 2}" text-anchor="end">${markup.join("")}</g>`, width, height: y };
}

const shades = 5;

/** One path a shade; a share of 1 is the darkest. */
function shadedRow(shares: Float64Array, left: number, y: number, step: number): string[] {
  const wide = Math.min(6, Math.max(1, step - 0.4));
  return Array.from({ length: shades }, (_, shade) => {
    const own = [...shares.keys()].filter((i) => Math.ceil(shares[i]! * shades - 1e-9) === shade + 1);
    if (own.length === 0) return "";
    const path = own.map((i) => `M${rounded(left + (i + 0.5) * step)},${y + 2.5}v${rowHeight - 5}`).join("");
    const opacity = rounded((shade + 1) / shades);
    return `<path d="${path}" stroke="${colour("blue")}" stroke-width="${rounded(wide)}" stroke-opacity="${opacity}"/>`;
  });
}

function rowLabel(text: string, y: number, left: number, heading: boolean): string {
  const weight = heading ? ` font-weight="bold" fill="${colour("ink")}"` : ` fill="${colour("muted")}"`;
  return `<text x="${left - 8}" y="${y + rowHeight - 3}"${weight}>${escapeMarkup(clipped(text))}</text>`;
}

function clipped(text: string): string {
  return wrapText(text, 150, fontSize - 2, 1)[0] ?? "";
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}

function legendOf({ universes, intervalLabel, thresholds, marks }: SpecificationCurve): LegendEntry[] {
  if (universes.length === 0) return [];
  const few = universes.length <= 120;
  const value = few
    ? `<circle cx="12" cy="7" r="2.4" fill="${colour("blue")}"/>`
    : `<path d="M0,7H24" stroke="${colour("blue")}" stroke-width="2"/>`;
  const interval = few
    ? `<path d="M12,0V14" stroke="${colour("muted")}"/>`
    : `<rect width="24" height="14" fill="${colour("grid")}"/>`;
  return [
    { mark: value, text: "value of a universe" },
    { mark: interval, text: intervalLabel },
    ...(thresholds.length === 0
      ? []
      : [{ mark: `<path d="M0,7H24" stroke="${colour("muted")}" stroke-dasharray="5 3"/>`, text: "threshold" }]),
    ...marks.map(({ label }, i) => ({
      mark:
        `<circle cx="12" cy="7" r="7" fill="${colour("orange")}"/>` +
        `<text x="12" y="10.5" text-anchor="middle" font-size="${fontSize - 3}" font-weight="bold" fill="${colour("page")}">${i + 1}</text>`,
      text: wrapText(label, 300, fontSize - 1, 1)[0] ?? "",
    })),
  ];
}
