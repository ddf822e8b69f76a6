import { Resvg } from "@resvg/resvg-js";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { isBlankPng } from "../is-blank-png.ts";
import { svgToPng } from "../svg-to-png.ts";
import type { Picture } from "./picture.ts";

/** Names that stick out and names that try to be code; every picture is drawn with both. */
export const long = "an-organisation-with-a-long-name/and-a-model-name-that-goes-on-and-on-instruct-2025-10-11:free";
export const hostile = '<script>alert("x")</script>\u001b[31m & ünï';

/** What every kind of picture promises, given how one is drawn with some of its options changed. */
export function keepsThePicturePromises(
  draw: (change: object) => Picture,
  { nothing, namesInData }: { readonly nothing: object; readonly namesInData: boolean },
): void {
  test("is well-formed, not blank, and the same bytes each time", () => {
    const picture = draw({});
    expect(picture.svg).toBe(draw({}).svg);
    expect(picture.svg).not.toMatch(/NaN|undefined|Infinity|null/);
    const png = svgToPng(picture.svg, { scale: 1 });
    expect(png).toEqual(svgToPng(picture.svg, { scale: 1 }));
    expect(isBlankPng(png)).toBe(false);
    const { width, height } = new Resvg(picture.svg);
    expect(width).toBe(760);
    expect(height).toBeGreaterThan(80);
  });

  test("shows hostile names as text", () => {
    const { svg, dataCsv } = draw({});
    const { document } = parseHTML(svg);
    expect(document.querySelector("script")).toBeNull();
    expect(svg).not.toContain("\u001b");
    expect(svg).toContain("ünï");
    if (namesInData) expect(dataCsv).toContain("alert");
  });

  test("says so when the data are simulated, and only then", () => {
    expect(draw({ simulated: true }).svg).toContain(">simulated</text>");
    expect(draw({}).svg).not.toContain("simulated");
  });

  test("keeps every word inside the picture", () => {
    const { svg } = draw({ simulated: true });
    // Text that sticks out would make the drawn box larger than the page.
    const box = new Resvg(svg.replace(/<rect width="760"[^>]*>/, ""), textOptions).getBBox()!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(760);
  });

  test("draws its frame when there is nothing to show", () => {
    const { svg } = draw(nothing);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(isBlankPng(svgToPng(svg, { scale: 1 }))).toBe(false);
  });
}

const textOptions = {
  font: {
    loadSystemFonts: false,
    fontFiles: ["node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf"],
    defaultFontFamily: "DejaVu Sans",
  },
};
