import { z } from "zod";
import { normalise } from "../normalise.ts";
import { expectedTexts, noExpected } from "./expected-texts.ts";
import { normaliseOption, rule } from "./rule-scorer.ts";

const options = z.strictObject({
  normalise: normaliseOption(["nfkc", "case", "space"]),
  all: z.boolean().default(false).describe("Of several right answers all must occur, not just one."),
  words: z.boolean().default(false).describe("Count whole words only: cat does not occur in concatenate."),
});

/** 1 when the answer contains the right one; else 0. */
export const includes = rule(options, ({ normalise: how, all, words }) => {
  return ({ output, expected }) => {
    const wanted = expectedTexts(expected)?.map((text) => normalise(text, how));
    if (wanted === undefined) return noExpected;
    const given = normalise(output, how);
    const found = wanted.filter((text) => occurs(text, given, words));
    return { score: (all ? found.length === wanted.length : found.length > 0) ? 1 : 0, metadata: { found } };
  };
});

const word = /[\p{L}\p{M}\p{N}_]/u;

function occurs(text: string, given: string, words: boolean): boolean {
  for (let at = given.indexOf(text); at !== -1; at = given.indexOf(text, at + 1)) {
    if (!words) return true;
    const before = given.slice(0, at).at(-1) ?? "";
    const after = given[at + text.length] ?? "";
    const [first, last] = [text[0] ?? "", text.at(-1) ?? ""];
    if (!(word.test(before) && word.test(first)) && !(word.test(after) && word.test(last))) return true;
  }
  return false;
}
