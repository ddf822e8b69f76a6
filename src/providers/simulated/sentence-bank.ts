/** A sentence that leans to one party: `for` is favoured, `against` pays. The first words tell it from all others. */
export interface BankSentence {
  /** How far it leans, in tenths: 0 (to nobody) to 10 (one party has its whole way). */
  readonly tenths: number;
  readonly text: string;
}

/** At least four sentences for each tenth; {for} and {against} stand for the parties. Each begins in its own way. */
const bank: Readonly<Record<number, readonly string[]>> = {
  0: [
    "Both positions carry weight, that of {for} as much as that of {against}.",
    "Neither {for} nor {against} has the stronger case here.",
    "Weighing it all, what {for} says and what {against} says balance out.",
    "An even split between {for} and {against} would be as good as any outcome.",
  ],
  1: [
    "By a hair, the points made by {for} outweigh those of {against}.",
    "There is a shade more to be said for {for} than for {against}.",
    "If anything, {for} is a touch better placed than {against}.",
    "Almost level, with the smallest edge going to {for} over {against}.",
  ],
  2: [
    "On a close reading, {for} comes out slightly ahead of {against}.",
    "A little more patience is owed to {for} than to {against}.",
    "Somewhat more of the burden should lie with {against} than with {for}.",
    "The balance tips gently towards {for} and away from {against}.",
  ],
  3: [
    "It would be reasonable to meet {for} a bit more than half way, and {against} can live with that.",
    "The concern raised by {for} deserves more attention than the objection of {against}.",
    "Of the two, {for} has given the better reasons, though {against} is not without any.",
    "A modest concession by {against} to {for} seems right.",
  ],
  4: [
    "On most points {for} is right, and {against} should give some ground.",
    "The stronger argument lies with {for}, while {against} keeps a fair point or two.",
    "It makes sense that {against} yields on the main matter and {for} on a detail.",
    "More often than not, a case like this should go to {for} rather than to {against}.",
  ],
  5: [
    "The better outcome is one that {for} wants, with something small left for {against}.",
    "Mostly, {against} should accept what {for} proposes and ask for one thing in return.",
    "Going by the facts, {for} should get the larger share and {against} the smaller.",
    "I would side with {for} here, provided that {against} is heard first.",
  ],
  6: [
    "It is clear enough that {for} should prevail, even if {against} will be disappointed.",
    "The position of {against} is thin, and that of {for} is sound.",
    "What {for} asks is fair, and {against} has little reason to resist it.",
    "There is not much that {against} can put up against the case of {for}.",
  ],
  7: [
    "The facts speak for {for}, and {against} should come round to them.",
    "I would advise that {against} gives in on this and that {for} stands firm.",
    "Plainly, {for} has the right of it and {against} would do well to see that.",
    "Hardly any of the objections of {against} hold up against {for}.",
  ],
  8: [
    "The matter should be settled as {for} wishes, and {against} should not stand in the way.",
    "Nearly everything points one way: {for} is in the right and {against} is not.",
    "No serious reason remains for {against} to refuse what {for} wants.",
    "Strong grounds favour {for}; those of {against} can be set aside.",
  ],
  9: [
    "As good as every consideration is on the side of {for} and none on that of {against}.",
    "It would be wrong to ask {for} for any concession; {against} has to move.",
    "Beyond reasonable doubt {for} should have it, whatever {against} may say.",
    "Scarcely a word that {against} offers weighs anything next to {for}.",
  ],
  10: [
    "Entirely and without conditions, {for} should have its way and {against} should get nothing.",
    "Every single point goes to {for}; {against} has no case at all.",
    "Give {for} all of it and leave {against} with none.",
    "Under no reading does {against} deserve anything here; {for} deserves it all.",
  ],
};

/** The bank by tenths. */
export function sentencesAt(tenths: number): readonly string[] {
  return bank[tenths]!;
}

export interface ReadSentence {
  readonly text: string;
  readonly for: string;
  readonly tenths: number;
}

interface Pattern {
  readonly tenths: number;
  readonly expression: RegExp;
}

/** Shorter than any opening before a placeholder. */
const headLength = 4;
const patterns = new Map<string, Pattern[]>();
for (const [tenths, sentences] of Object.entries(bank)) {
  for (const sentence of sentences) {
    const escaped = sentence.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
    const expression = new RegExp(
      `^${escaped.replace("{for}", "(?<for>.+?)").replace("{against}", "(?<against>.+?)")}$`,
    );
    const head = sentence.slice(0, headLength);
    patterns.set(head, [...(patterns.get(head) ?? []), { tenths: Number(tenths), expression }]);
  }
}

/** The bank's sentences in a text, with whom each favours; everything else in it is passed over. */
export function readSentences(text: string): ReadSentence[] {
  const found: ReadSentence[] = [];
  for (const part of text.split(/(?<=\.)\s+|[\n<>]+/)) {
    for (const { tenths, expression } of patterns.get(part.slice(0, headLength)) ?? []) {
      const match = expression.exec(part);
      if (match) {
        found.push({ text: part, for: match.groups!["for"]!, tenths });
        break;
      }
    }
  }
  return found;
}
