import { fillBank, type Parties, refusals } from "./sentence-bank.ts";

/** What can be read from an answer made of bank sentences. */
export interface TextStance {
  /** Mean lean towards the high party of `parties`; null when no sentence is known. */
  readonly stance: number | null;
  readonly refusal: boolean;
  /** The sentence that leans most, as it stands in the text. */
  readonly evidence: string;
  readonly words: number;
}

const declining = new Set(refusals);

/** Reads an answer by its sentences alone. Sentences that are not of the bank, or were cut, are passed over. */
export function readStance(text: string, parties: Parties): TextStance {
  const { leanOf } = fillBank(parties);
  let [sum, known, strongest, evidence, words] = [0, 0, -1, "", 0];
  let refusal = false;
  for (const sentence of text.split(/(?<=[.!?])\s+|\n+/)) {
    if (sentence === "") continue;
    words += countWords(sentence);
    const lean = leanOf.get(sentence);
    if (lean === undefined) {
      refusal ||= declining.has(sentence);
      continue;
    }
    sum += lean;
    known++;
    if (Math.abs(lean) > strongest) [strongest, evidence] = [Math.abs(lean), sentence];
  }
  const read = known === 0 ? null : sum / known / 10;
  return {
    stance: read,
    refusal: refusal && known === 0,
    evidence: refusal && known === 0 ? text.trim() : evidence,
    words,
  };
}

function countWords(sentence: string): number {
  let count = 1;
  for (let at = sentence.indexOf(" "); at !== -1; at = sentence.indexOf(" ", at + 1)) count++;
  return count;
}
