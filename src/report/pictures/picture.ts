import { escapeMarkup } from "../escape-markup.ts";
import { colour } from "./palette.ts";
import { textWidth, wrapText } from "./text-width.ts";

/** A finished picture: the drawing, the numbers behind it, and what to say to someone who cannot see it. */
export interface Picture {
  /** File name without ending: letters, digits and hyphens. */
  name: string;
  title: string;
  alt: string;
  svg: string;
  dataCsv: string;
}

export interface LegendEntry {
  /** SVG of the mark, drawn in a box 24 wide and 14 high. */
  mark: string;
  text: string;
}

/** What a kind of picture adds to the common frame. */
export interface PictureParts {
  name: string;
  title: string;
  /** One or two sentences under the title: what is drawn and how to read it. */
  subtitle?: string | undefined;
  alt: string;
  /** The drawing itself. */
  body: { markup: string; width: number; height: number };
  legend?: readonly LegendEntry[];
  /** Definitions the body refers to, such as hatches. */
  definitions?: string;
  /** Marks the picture as made from simulated answers. */
  simulated: boolean;
  dataCsv: string;
}

export const fontFamily = "'DejaVu Sans', Verdana, Geneva, sans-serif";
export const fontSize = 12;

const margin = 12;
const titleSize = 15;
const lineHeight = 16;

/** The common frame: title, subtitle, drawing, legend; a badge when the data are simulated. */
export function framePicture(parts: PictureParts): Picture {
  const width = parts.body.width + 2 * margin;
  const badge = parts.simulated ? simulatedBadge(width) : "";
  const titleWidth = width - 2 * margin - (parts.simulated ? 100 : 0);
  let y = margin;
  const lines: string[] = [];
  const put = (line: string, size: number, attributes: string) => {
    y += size + 3;
    lines.push(`<text x="${margin}" y="${y}" font-size="${size}" ${attributes}>${escapeMarkup(line)}</text>`);
  };
  for (const line of wrapText(parts.title, titleWidth / 1.12, titleSize, 2)) {
    put(line, titleSize, `font-weight="bold" fill="${colour("ink")}"`);
  }
  for (const line of wrapText(parts.subtitle ?? "", width - 2 * margin, fontSize - 1, 4)) {
    if (line !== "") put(line, fontSize - 1, `fill="${colour("muted")}"`);
  }
  const bodyTop = y + 10;
  const legend = layOutLegend(parts.legend ?? [], width - 2 * margin, bodyTop + parts.body.height + 6);
  const height = Math.ceil(legend.bottom + margin);
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="${fontFamily}" font-size="${fontSize}" color="${colour("ink")}" role="img" aria-label="${escapeMarkup(parts.alt)}">`,
    `<defs>${parts.definitions ?? ""}</defs>`,
    `<rect width="${width}" height="${height}" fill="${colour("page")}"/>`,
    ...lines,
    badge,
    `<g transform="translate(${margin},${bodyTop})">${parts.body.markup}</g>`,
    legend.markup,
    "</svg>\n",
  ].join("");
  return { name: parts.name, title: parts.title, alt: parts.alt, svg, dataCsv: parts.dataCsv };
}

function simulatedBadge(width: number): string {
  const x = width - margin - 88;
  return (
    `<g><rect x="${x}" y="${margin}" width="88" height="20" fill="none" stroke="${colour("ink")}" stroke-dasharray="4 2"/>` +
    `<text x="${x + 44}" y="${margin + 14}" text-anchor="middle" fill="${colour("ink")}">simulated</text></g>`
  );
}

/** Entries side by side, as many a line as fit. */
function layOutLegend(entries: readonly LegendEntry[], width: number, top: number): { markup: string; bottom: number } {
  let x = 0;
  let line = 0;
  const markup = entries.map(({ mark, text }) => {
    const entryWidth = 32 + textWidth(text, fontSize - 1) + 18;
    if (x > 0 && x + entryWidth > width) [x, line] = [0, line + 1];
    const at = `translate(${margin + x},${top + line * (lineHeight + 2)})`;
    x += entryWidth;
    const label = `<text x="30" y="11" font-size="${fontSize - 1}" fill="${colour("ink")}">${escapeMarkup(text)}</text>`;
    return `<g transform="${at}">${mark}${label}</g>`;
  });
  return { markup: markup.join(""), bottom: entries.length === 0 ? top : top + (line + 1) * (lineHeight + 2) };
}
