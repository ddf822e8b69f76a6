import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Resvg } from "@resvg/resvg-js";

/**
 * The picture as PNG, `scale` device pixels per SVG pixel (default 2). Text is drawn in the DejaVu fonts that come with
 * this package and in no other, so the same picture gives the same bytes on a machine without fonts.
 */
export function svgToPng(svg: string, options: { scale?: number } = {}): Uint8Array {
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: options.scale ?? 2 },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
  }).render();
  return new Uint8Array(image.asPng());
}

const folder = join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");
const fontFiles = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((file) => join(folder, file));
