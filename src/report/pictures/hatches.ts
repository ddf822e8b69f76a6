import { type ColourName, colour } from "./palette.ts";

/** How an area is filled, so that neighbours differ without colour: solid, or one of six line patterns. */
export interface Fill {
  colour: ColourName;
  pattern: "solid" | "diagonal" | "back-diagonal" | "crossed" | "dots" | "horizontal" | "vertical" | "none";
}

/** The value of a `fill` attribute. `picture` keeps ids apart where several pictures share a page. */
export function fillOf(picture: string, fill: Fill): string {
  if (fill.pattern === "none") return colour("page");
  return fill.pattern === "solid" ? colour(fill.colour) : `url(#${idOf(picture, fill)})`;
}

/** The `<pattern>` elements that these fills refer to. */
export function hatchDefinitions(picture: string, fills: readonly Fill[]): string {
  const patterns = new Map<string, string>();
  for (const fill of fills) {
    if (fill.pattern === "solid" || fill.pattern === "none") continue;
    const id = idOf(picture, fill);
    const size = fill.pattern === "dots" ? 5 : 6;
    patterns.set(
      id,
      `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse">` +
        `<rect width="${size}" height="${size}" fill="${colour("page")}"/>${strokes(fill)}</pattern>`,
    );
  }
  return [...patterns.values()].join("");
}

function idOf(picture: string, fill: Fill): string {
  return `${picture}-${fill.pattern}-${fill.colour}`;
}

const paths: Readonly<Record<string, string>> = {
  diagonal: "M-1,1L1,-1M0,6L6,0M5,7L7,5",
  "back-diagonal": "M-1,5L1,7M0,0L6,6M5,-1L7,1",
  crossed: "M0,6L6,0M0,0L6,6",
  horizontal: "M0,3L6,3",
  vertical: "M3,0L3,6",
};

function strokes({ colour: name, pattern }: Fill): string {
  if (pattern === "dots") return `<circle cx="2.5" cy="2.5" r="1.2" fill="${colour(name)}"/>`;
  return `<path d="${paths[pattern]}" stroke="${colour(name)}" stroke-width="1.6" fill="none"/>`;
}
