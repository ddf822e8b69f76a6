import { z } from "zod";
import { expectedTexts, noExpected } from "./expected-texts.ts";
import { rule } from "./rule-scorer.ts";

const options = z.strictObject({
  tolerance: z.number().nonnegative().default(0).describe("Largest difference that still counts as equal."),
  relative: z.number().nonnegative().default(1e-9).describe("The same as a share of the right number."),
  read: z.enum(["last", "first", "whole"]).default("last").describe("Which number of the answer is meant."),
});

/** 1 when the number the answer gives equals the right one within the tolerance; else 0. No number is wrong. */
export const numeric = rule(options, ({ tolerance, relative, read }) => {
  return ({ output, expected }) => {
    const wanted = expectedTexts(expected)?.map((text) => numbersIn(text)[0]);
    if (wanted === undefined) return noExpected;
    const right = wanted.filter((number) => number !== undefined);
    if (right.length === 0) return { score: null, metadata: { reason: "the case's right answer is no number" } };
    const numbers = numbersIn(output);
    const given = read === "whole" ? wholeNumber(output) : read === "first" ? numbers[0] : numbers.at(-1);
    const near = (number: number) => Math.abs(given! - number) <= Math.max(tolerance, relative * Math.abs(number));
    return { score: given !== undefined && right.some(near) ? 1 : 0, metadata: { number: given ?? null } };
  };
});

const number =
  /(?<![\p{L}\p{N}.,])[-−+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?![\p{L}\p{N}]|[.,]\d)/gu;

/** The numbers of a text, in order. Thousands may be parted by commas; a minus may be U+2212. */
export function numbersIn(text: string): number[] {
  return (text.match(number) ?? []).map((found) => Number(found.replaceAll(",", "").replace("−", "-")));
}

function wholeNumber(text: string): number | undefined {
  const trimmed = text.trim().replace(/\.$/, "");
  const [found] = trimmed.match(number) ?? [];
  return found === trimmed ? numbersIn(trimmed)[0] : undefined;
}
