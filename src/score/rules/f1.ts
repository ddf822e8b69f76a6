import { z } from "zod";
import { normalise, wordsOf } from "../normalise.ts";
import { expectedTexts, noExpected } from "./expected-texts.ts";
import { normaliseOption, rule } from "./rule-scorer.ts";

/** Harmonic mean of precision and recall of words, each counted as often as it occurs; the best of several right answers. */
export const f1 = rule(z.strictObject({ normalise: normaliseOption(["nfkc", "case"]) }), ({ normalise: how }) => {
  return ({ output, expected }) => {
    const wanted = expectedTexts(expected);
    if (wanted === null) return noExpected;
    const given = wordsOf(normalise(output, how));
    return { score: Math.max(...wanted.map((text) => wordF1(given, wordsOf(normalise(text, how))))) };
  };
});

function wordF1(given: readonly string[], wanted: readonly string[]): number {
  if (given.length === 0 || wanted.length === 0) return given.length === wanted.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of given) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    common++;
    left.set(word, count - 1);
  }
  return (2 * common) / (given.length + wanted.length);
}
