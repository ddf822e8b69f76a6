import type { Picture } from "./pictures/picture.ts";
import { svgToPng } from "./svg-to-png.ts";

/** Each picture as SVG, PNG (unless told not to) and the data behind it, by name under `pictures/`. */
export function pictureFiles(
  pictures: readonly Picture[],
  { png = true }: { readonly png?: boolean | undefined } = {},
): Record<string, string | Uint8Array> {
  const files: Record<string, string | Uint8Array> = {};
  for (const { name, svg, dataCsv } of pictures) {
    files[`pictures/${name}.svg`] = svg;
    if (png) files[`pictures/${name}.png`] = svgToPng(svg);
    files[`pictures/${name}.csv`] = dataCsv;
  }
  return files;
}
