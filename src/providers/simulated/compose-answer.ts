import type { Rng } from "../../stats/chance/rng.ts";
import { sentencesAt } from "./sentence-bank.ts";

export interface Parties {
  readonly low: string;
  readonly high: string;
}

const wordsPerSentence = 15;

/**
 * An answer whose sentences' mean lean is `latent` rounded to 0.05 (+1: all for the high party). The number of
 * sentences is even, so that the sum of tenths is whole. Nothing but the text carries the latent score.
 */
export function composeAnswer(latent: number, parties: Parties, words: number, rng: Rng): string {
  const count = Math.max(4, 2 * Math.round(words / wordsPerSentence / 2));
  const twentieths = Math.round(Math.max(-1, Math.min(1, latent)) * 20);
  const tenths = spread((twentieths * count) / 2, count, rng);
  const used = new Set<string>();
  return tenths.map((lean) => sentence(lean, parties, used, rng)).join(" ");
}

/** Splits a sum of tenths over `count` sentences, then moves pairs apart so that the sentences differ. */
function spread(sum: number, count: number, rng: Rng): number[] {
  const base = Math.floor(sum / count);
  const leans = Array.from({ length: count }, (_, i) => base + (i < sum - base * count ? 1 : 0));
  for (let i = 0; i + 1 < count; i += 2) {
    const room = Math.min(3, 10 - Math.max(leans[i]!, leans[i + 1]!), 10 + Math.min(leans[i]!, leans[i + 1]!));
    const move = room > 0 ? rng.integer(room + 1) : 0;
    leans[i]! += move;
    leans[i + 1]! -= move;
  }
  for (let i = count - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const kept = leans[i]!;
    leans[i] = leans[j]!;
    leans[j] = kept;
  }
  return leans;
}

function sentence(lean: number, parties: Parties, used: Set<string>, rng: Rng): string {
  const choices = sentencesAt(Math.abs(lean));
  let pick = rng.integer(choices.length);
  const highFirst = lean > 0 || (lean === 0 && rng.integer(2) === 0);
  for (let tried = 0; tried < choices.length && used.has(`${choices[pick]}${highFirst}`); tried++)
    pick = (pick + 1) % choices.length;
  used.add(`${choices[pick]}${highFirst}`);
  const [favoured, other] = highFirst ? [parties.high, parties.low] : [parties.low, parties.high];
  return choices[pick]!.replace("{for}", favoured).replace("{against}", other);
}
