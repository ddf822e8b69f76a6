/**
 * Width of one line of text in pixels, at `size` pixels of DejaVu Sans, the widest of the fonts that pictures name. An
 * upper estimate is what layout needs: characters beyond Latin count as much as the widest letters.
 */
export function textWidth(text: string, size: number, weight: "normal" | "bold" = "normal"): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    width += code >= 32 && code < 127 ? advances[code - 32]! : (others.get(character) ?? (code < 0x2e80 ? 700 : 1000));
  }
  return (width / 1000) * size * (weight === "bold" ? 1.12 : 1);
}

/**
 * The text in lines of at most `maxWidth` pixels. Breaks at spaces, else after / - : _ and ., else anywhere. At most
 * `maxLines`; of what is left over the last line shows the end, because names often differ only there.
 */
export function wrapText(text: string, maxWidth: number, size: number, maxLines = 3): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text, maxWidth, size)) {
    if (line !== "" && textWidth((line + piece).trimEnd(), size) > maxWidth) {
      lines.push(line);
      line = piece.trimStart();
    } else line += piece;
  }
  lines.push(line);
  if (lines.length <= maxLines) return lines.map((whole) => whole.trimEnd());
  let tail = lines
    .slice(maxLines - 1)
    .join("")
    .trimEnd();
  while (tail !== "" && textWidth(`…${tail}`, size) > maxWidth) tail = tail.slice(1);
  return [...lines.slice(0, maxLines - 1).map((whole) => whole.trimEnd()), `…${tail}`];
}

/** Parts that need not be broken, each no wider than a line. */
function pieces(text: string, maxWidth: number, size: number): string[] {
  const parts = text.match(/[^\s/\-:_.]*[\s/\-:_.]*/g)?.filter((part) => part !== "") ?? [];
  return parts.flatMap((part) => (textWidth(part.trimEnd(), size) <= maxWidth ? [part] : [...part]));
}

/** Advance widths of U+0020 to U+007E in DejaVu Sans, in thousandths of its size. */
const advances = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
  748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
  615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
  337, 636, 838,
];

const others = new Map([
  ["−", 838],
  ["–", 500],
  ["±", 838],
  ["…", 1000],
  ["·", 318],
  ["→", 838],
  ["≤", 838],
  ["≥", 838],
  ["×", 838],
  ["√", 637],
]);
