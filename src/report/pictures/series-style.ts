import { type ColourName, colour } from "./palette.ts";

const symbols = ["circle", "triangle", "square", "cross", "diamond", "star", "wye", "times"] as const;
const colours: readonly ColourName[] = ["blue", "orange", "green", "purple", "gold", "ink", "muted"];
const dashes = ["", "6 3", "2 2", "8 2 2 2", "1 3"];

/** Symbol, colour and dash of the i-th of several series: no two of the first 35 share all three. */
export function seriesStyle(i: number): { symbol: (typeof symbols)[number]; stroke: string; dash: string } {
  return {
    symbol: symbols[i % symbols.length]!,
    stroke: colour(colours[i % colours.length]!),
    dash: dashes[i % dashes.length]!,
  };
}
