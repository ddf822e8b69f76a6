import type { Draws } from "./draw.ts";
import { fillBank, type Parties } from "./sentence-bank.ts";

export const wordsPerSentence = 14;
const sentencesPerParagraph = 4;

/**
 * An answer whose sentences' mean lean is `latent` rounded to 0.05 (+1: all for the high party). The number of
 * sentences is even, so that the sum of tenths is whole. Nothing but the text carries the score.
 */
export function composeAnswer(latent: number, parties: Parties, words: number, draws: Draws): string {
  const count = Math.min(200, Math.max(4, 2 * Math.round(words / wordsPerSentence / 2)));
  const twentieths = Math.round(Math.max(-1, Math.min(1, latent)) * 20);
  const leans = spreadLeans((twentieths * count) / 2, count, draws);
  const { sentences } = fillBank(parties);
  let text = "";
  let before = -1;
  for (const [i, lean] of leans.entries()) {
    const choices = sentences[lean + 10]!;
    let pick = draws.integer(choices.length);
    const place = (lean + 10) * 16 + pick;
    if (place === before) pick = (pick + 1) % choices.length;
    before = (lean + 10) * 16 + pick;
    text += (i === 0 ? "" : i % sentencesPerParagraph === 0 ? "\n\n" : " ") + choices[pick];
  }
  return text;
}

/** Splits a sum of tenths over the sentences, moves pairs apart so that they differ, and shuffles them. */
function spreadLeans(sum: number, count: number, draws: Draws): number[] {
  const base = Math.floor(sum / count);
  const extra = sum - base * count;
  const leans = Array.from({ length: count }, (_, i) => base + (i < extra ? 1 : 0));
  for (let i = 0; i + 1 < count; i += 2) {
    const room = Math.min(4, 10 - leans[i]!, 10 + leans[i + 1]!);
    const move = room > 0 ? draws.integer(room + 1) : 0;
    leans[i]! += move;
    leans[i + 1]! -= move;
  }
  for (let i = count - 1; i > 0; i--) {
    const j = draws.integer(i + 1);
    [leans[i], leans[j]] = [leans[j]!, leans[i]!];
  }
  return leans;
}
