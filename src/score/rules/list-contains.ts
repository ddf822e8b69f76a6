import { z } from "zod";
import { normalise } from "../normalise.ts";
import { expectedTexts, noExpected } from "./expected-texts.ts";
import { normaliseOption, rule } from "./rule-scorer.ts";

const options = z.strictObject({
  normalise: normaliseOption(["nfkc", "case", "space", "punctuation"]),
  exact: z.boolean().default(false).describe("Items that were not asked for cost: score is F1 instead of recall."),
});

/** Share of the right items that the answer lists. A list is JSON, or lines (bullets are fine), or parts between commas. */
export const listContains = rule(options, ({ normalise: how, exact }) => {
  return ({ output, expected }) => {
    const right = expectedTexts(expected);
    if (right === null) return noExpected;
    const wanted = new Set(right.map((text) => normalise(text, how)));
    const given = new Set(itemsOf(output).map((text) => normalise(text, how)));
    const found = wanted.intersection(given).size;
    const recall = found / wanted.size;
    const precision = given.size === 0 ? 0 : found / given.size;
    const score = exact ? (2 * found) / (wanted.size + given.size) : recall;
    return { score, metadata: { recall, precision, items: given.size } };
  };
});

/** The items of a list, however it is written. */
export function itemsOf(text: string): string[] {
  const bare = text.trim().replace(/^```[a-z]*\n([\s\S]*?)\n?```$/i, "$1");
  if (bare.startsWith("[")) {
    try {
      const list: unknown = JSON.parse(bare);
      if (Array.isArray(list)) return list.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
    } catch {
      // Not JSON after all: brackets are then punctuation.
    }
  }
  const lines = bare.split("\n").map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "").trim());
  const filled = lines.filter((line) => line !== "");
  return filled.length > 1
    ? filled
    : (filled[0] ?? "")
        .split(/[,;]/)
        .map((part) => part.trim())
        .filter(Boolean);
}
