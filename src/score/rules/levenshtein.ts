import { z } from "zod";
import { normalise } from "../normalise.ts";
import { expectedTexts, noExpected } from "./expected-texts.ts";
import { normaliseOption, rule } from "./rule-scorer.ts";

/** 1 − edits / length of the longer text, in characters; the best of several right answers. */
export const levenshtein = rule(z.strictObject({ normalise: normaliseOption([]) }), ({ normalise: how }) => {
  return ({ output, expected }) => {
    const wanted = expectedTexts(expected);
    if (wanted === null) return noExpected;
    const given = [...normalise(output, how)];
    return { score: Math.max(...wanted.map((text) => similarity(given, [...normalise(text, how)]))) };
  };
});

function similarity(a: readonly string[], b: readonly string[]): number {
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : 1 - editDistance(a, b) / longer;
}

/** Fewest characters to insert, delete or replace. Time a·b, memory b. */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  const row = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1);
      diagonal = row[j]!;
      row[j] = Math.min(replaced, diagonal + 1, row[j - 1]! + 1);
    }
  }
  return row[b.length]!;
}
