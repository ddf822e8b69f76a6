import { describe, expect, test } from "vitest";
import { colour, palette, paletteVariables, themedSvg } from "./palette.ts";

/** WCAG 2.2 relative luminance of #rrggbb. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

describe("palette", () => {
  test.each(["light", "dark"] as const)("on the %s page text has 4.5:1 and every mark colour too", (theme) => {
    for (const [name, shades] of Object.entries(palette)) {
      if (["page", "grid", "band"].includes(name)) continue;
      expect(contrast(shades[theme], palette.page[theme]), name).toBeGreaterThanOrEqual(4.5);
      expect(contrast(shades[theme], palette.band[theme]), `${name} on band`).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(palette.ink[theme], palette.band[theme])).toBeGreaterThanOrEqual(4.5);
  });

  test("a themed picture names variables for palette colours and leaves others alone", () => {
    const svg = `<g fill="${colour("ink")}" stroke="#123456"><text>${colour("ink")}</text></g>`;
    expect(themedSvg(svg)).toBe(`<g fill="var(--ink)" stroke="#123456"><text>${colour("ink")}</text></g>`);
    expect(paletteVariables("dark")).toContain("--ink:#e6edf3");
  });
});
