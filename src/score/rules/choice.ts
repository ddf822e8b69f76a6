import { z } from "zod";
import { expectedTexts, noExpected } from "./expected-texts.ts";
import { rule } from "./rule-scorer.ts";

const options = z.strictObject({
  choices: z
    .array(z.string().min(1))
    .min(2)
    .default(["A", "B", "C", "D"])
    .describe("The options, as an answer would state them."),
});

/** 1 when the last option the answer states is the right one; else 0. An answer that states none is wrong. */
export const choice = rule(options, ({ choices }) => {
  const patterns = choices.map((name) => ({ name, pattern: statedAs(name) }));
  return ({ output, expected }) => {
    const wanted = expectedTexts(expected)?.map((text) => text.trim().toLowerCase());
    if (wanted === undefined) return noExpected;
    const stated = lastStated(output, patterns);
    const score = stated !== null && wanted.includes(stated.toLowerCase()) ? 1 : 0;
    return { score, metadata: { choice: stated } };
  };
});

interface Named {
  readonly name: string;
  readonly pattern: RegExp;
}

/** The option stated last, or null. "A is tempting, but (B)." states B; "A dog" states nothing. */
export function lastStated(text: string, named: readonly Named[]): string | null {
  const plain = text.normalize("NFKC").replace(/[*_`]+/g, "");
  const whole = plain.trim().replace(/^[([]|[)\].]+$/g, "");
  const only = named.find(({ name }) => name.toLowerCase() === whole.toLowerCase());
  if (only !== undefined) return only.name;

  let best: { name: string; at: number; length: number } | null = null;
  for (const { name, pattern } of named) {
    for (const found of plain.matchAll(pattern)) {
      if (isArticle(name, plain, found.index)) continue;
      // Of two options at one place the longer is meant: "not sure" against "not".
      const later = best === null || found.index > best.at || (found.index === best.at && name.length > best.length);
      const inside = best !== null && found.index + name.length <= best.at + best.length && found.index > best.at;
      if (later && !inside) best = { name, at: found.index, length: name.length };
    }
  }
  return best?.name ?? null;
}

/** A whole word. Single letters must be capital or stand in brackets; longer names may be spelled either way. */
export function statedAs(name: string): RegExp {
  const literal = name.normalize("NFKC").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const [before, after] = ["(?<![\\p{L}\\p{N}'’-])", "(?![\\p{L}\\p{N}'’])"];
  if (name.length > 1) return new RegExp(`${before}${literal}${after}`, "giu");
  const bracketed = `(?<=[([])${literal.toLowerCase()}(?=[)\\]])`;
  return new RegExp(`${before}${literal}${after}|${bracketed}`, "gu");
}

/** "A dog", "I think": a letter that is a word of its own here. After "option" or "answer is" it is an option again. */
function isArticle(name: string, text: string, at: number): boolean {
  if (name !== "A" && name !== "I") return false;
  const wordFollows = /^.[ \t]+\p{Ll}/u.test(text.slice(at, at + 4));
  const named = /(?:option|choice|answer|letter)(?: is)?:?\s*\(?$/i.test(text.slice(Math.max(0, at - 20), at));
  const verbFollows =
    name === "A" && /^A (?:is|was|seems|would|fits|because|since|and|or|but|over)\b/.test(text.slice(at));
  return wordFollows && !named && !verbFollows;
}
