import { axisX, axisY, dot, gridY, line, link, ruleY } from "@observablehq/plot";
import { csvTable } from "../csv.ts";
import { escapeMarkup } from "../escape-markup.ts";
import { drawPlot } from "./draw-plot.ts";
import { type ColourName, colour } from "./palette.ts";
import { type Panel, panelGrid } from "./panel-grid.ts";
import { fontSize, framePicture, type Picture } from "./picture.ts";
import { wrapText } from "./text-width.ts";

/** One case measured under each condition; null where it was not. */
export interface SlopeLine {
  id: string;
  values: readonly (number | null)[];
}

export interface SlopePanel {
  label: string;
  lines: readonly SlopeLine[];
  /** The mean under each condition. */
  mean: readonly (number | null)[];
}

export interface PairedSlopes {
  name: string;
  title: string;
  subtitle?: string;
  alt: string;
  /** Conditions from left to right, the two that are compared at the ends. */
  conditions: readonly string[];
  yLabel: string;
  yDomain: readonly [number, number];
  panels: readonly SlopePanel[];
  /** What falling, rising and level lines mean, for the legend. */
  names: { falling: string; rising: string; level: string; mean: string };
  simulated: boolean;
}

const fullWidth = 736;
const gap = 14;
const mostLines = 150;

type Trend = "falling" | "rising" | "level";
const styles: Readonly<Record<Trend, { colour: ColourName; dash: string }>> = {
  falling: { colour: "blue", dash: "" },
  rising: { colour: "orange", dash: "5 2" },
  level: { colour: "muted", dash: "1.5 2" },
};

/**
 * One small panel per subject with a line per case from condition to condition. Cases with equal values share one line,
 * the thicker the more they are. Of very many cases an even selection is drawn; the data file has all.
 */
export function pairedSlopes(plot: PairedSlopes): Picture {
  const columns = Math.max(1, Math.min(3, plot.panels.length));
  const panelWidth = Math.min(360, (fullWidth - (columns - 1) * gap) / columns);
  const headings = plot.panels.map(({ label }) => wrapText(label, panelWidth / 1.13, fontSize, 2));
  const top = 8 + 15 * Math.max(1, ...headings.map((lines) => lines.length));
  const panels = plot.panels.map((panel, i) => drawPanel(panel, plot, { panelWidth, top, heading: headings[i]! }));
  const cut = Math.max(0, ...plot.panels.map(({ lines }) => thin(lines).step));
  const note = cut > 1 ? ` Every ${ordinal(cut)} case is drawn where there are many.` : "";
  const subtitle = `${plot.subtitle ?? ""}${note}`.trim();
  const mark = (trend: Trend) => {
    const style = styles[trend];
    const ends = { falling: "M0,2L24,12", rising: "M0,12L24,2", level: "M0,7L24,7" }[trend];
    return `<path d="${ends}" stroke="${colour(style.colour)}" stroke-width="2" stroke-dasharray="${style.dash}" fill="none"/>`;
  };
  const meanMark = `<path d="M2,7L22,7" stroke="${colour("ink")}" stroke-width="3"/><circle cx="12" cy="7" r="4" fill="${colour("ink")}"/>`;
  return framePicture({
    name: plot.name,
    title: plot.title,
    ...(subtitle === "" ? {} : { subtitle }),
    alt: plot.alt,
    body: { ...panelGrid(panels, columns, gap), width: fullWidth },
    legend: [
      { mark: mark("falling"), text: plot.names.falling },
      { mark: mark("rising"), text: plot.names.rising },
      { mark: mark("level"), text: plot.names.level },
      { mark: meanMark, text: plot.names.mean },
    ],
    simulated: plot.simulated,
    dataCsv: csvTable(
      ["panel", "case", ...plot.conditions],
      plot.panels.flatMap(({ label, lines }) => lines.map(({ id, values }) => [label, id, ...values])),
    ),
  });
}

interface PanelLayout {
  panelWidth: number;
  top: number;
  heading: readonly string[];
}

function drawPanel(panel: SlopePanel, { conditions, yLabel, yDomain }: PairedSlopes, layout: PanelLayout): Panel {
  const { panelWidth, top, heading } = layout;
  const bundles = bundle(thin(panel.lines).lines);
  const drawn = bundles.flatMap(({ values, count, trend }) =>
    steps(values).map(([from, to]) => ({
      from: conditions[from]!,
      to: conditions[to]!,
      y1: values[from]!,
      y2: values[to]!,
      count,
      trend,
    })),
  );
  const mean = panel.mean.flatMap((y, i) => (y === null ? [] : [{ x: conditions[i]!, y }]));
  const plot = drawPlot({
    width: panelWidth,
    height: 190,
    marginLeft: 58,
    marginRight: 28,
    marginTop: 10,
    marginBottom: 24,
    x: { type: "point", domain: [...conditions], padding: 0.15 },
    y: { domain: [...yDomain] },
    marks: [
      gridY({ stroke: colour("grid"), strokeOpacity: 1, tickSpacing: 40 }),
      ruleY([0], { stroke: colour("muted") }),
      ...(["level", "rising", "falling"] as const).map((trend) =>
        link(
          drawn.filter((segment) => segment.trend === trend),
          {
            x1: "from",
            x2: "to",
            y1: "y1",
            y2: "y2",
            stroke: colour(styles[trend].colour),
            strokeDasharray: styles[trend].dash,
            strokeOpacity: 0.75,
            strokeWidth: (segment: { count: number }) => 0.8 * Math.sqrt(segment.count),
          },
        ),
      ),
      line(mean, { x: "x", y: "y", stroke: colour("page"), strokeWidth: 6 }),
      line(mean, { x: "x", y: "y", stroke: colour("ink"), strokeWidth: 3 }),
      dot(mean, { x: "x", y: "y", r: 4.5, fill: colour("ink"), stroke: colour("page") }),
      axisX({ label: null, tickSize: 3 }),
      axisY({ label: yLabel, tickSpacing: 40, labelAnchor: "center", labelArrow: "none", labelOffset: 54 }),
    ],
  });
  const title = heading.map(
    (text, i) => `<text x="0" y="${13 + i * 15}" font-weight="bold">${escapeMarkup(text)}</text>`,
  );
  const markup = `<g fill="currentColor">${title.join("")}</g><g transform="translate(0,${top})">${plot.markup}</g>`;
  return { markup, width: panelWidth, height: top + plot.height };
}

interface Bundle {
  values: readonly (number | null)[];
  count: number;
  trend: Trend;
}

/** Cases with the same values become one line. */
function bundle(lines: readonly SlopeLine[]): Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const { values } of lines) {
    const rounded = values.map((value) => (value === null ? null : Math.round(value * 1e6) / 1e6));
    const key = JSON.stringify(rounded);
    const known = bundles.get(key) ?? { values: rounded, count: 0, trend: trendOf(rounded) };
    known.count++;
    bundles.set(key, known);
  }
  return [...bundles.values()].sort((a, b) => b.count - a.count);
}

function trendOf(values: readonly (number | null)[]): Trend {
  const [first, last] = [values[0], values.at(-1)];
  if (first == null || last == null || first === last) return "level";
  return first > last ? "falling" : "rising";
}

/** Neighbouring known values, also across an unknown one between them. */
function steps(values: readonly (number | null)[]): [number, number][] {
  const known = values.flatMap((value, i) => (value === null ? [] : [i]));
  return known.slice(1).map((to, i) => [known[i]!, to]);
}

function thin(lines: readonly SlopeLine[]): { lines: readonly SlopeLine[]; step: number } {
  const step = Math.ceil(lines.length / mostLines);
  return { lines: step <= 1 ? lines : lines.filter((_, i) => i % step === 0), step };
}

function ordinal(n: number): string {
  return n === 2 ? "second" : n === 3 ? "third" : `${n}th`;
}
