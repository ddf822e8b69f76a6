import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { withoutControls } from "../escape-markup.ts";
import { fontSize } from "./picture.ts";

/**
 * Draws a Plot without a browser and returns its content as SVG markup, ready to stand inside a frame. Only marks that
 * do not measure text or wait for a pointer work here. Coordinates are cut to two decimals.
 */
export function drawPlot(options: PlotOptions & { width: number; height: number }): {
  markup: string;
  width: number;
  height: number;
} {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = plot({ ...options, document: document as never }) as unknown as {
    querySelector(selector: string): { remove(): void } | null;
    innerHTML: string;
  };
  drawn.querySelector("style")?.remove();
  const markup = shorten(withoutControls(drawn.innerHTML));
  return {
    markup: `<g text-anchor="middle" font-size="${fontSize}" fill="currentColor">${markup}</g>`,
    width: options.width,
    height: options.height,
  };
}

/** Two decimals are a hundredth of a pixel; more only make files longer. Text between tags is left alone. */
function shorten(markup: string): string {
  return markup.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2)))),
  );
}
