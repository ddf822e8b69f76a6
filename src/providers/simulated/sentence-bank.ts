/** The two parties of a question: +1 is wholly for the high one, −1 wholly for the low one. */
export interface Parties {
  readonly high: string;
  readonly low: string;
}

/**
 * Sentences by how far they lean, in tenths: 0 to nobody, 10 wholly to {for}, at the price of {against}. The other half of
 * the scale is the same with the parties changed. Each is one sentence, and no two are alike.
 */
export const bank: readonly (readonly string[])[] = [
  [
    "Both sides have a reasonable case, and neither outweighs the other.",
    "It would help to write down what each of the two needs and to compare the lists.",
    "A written agreement with clear dates would serve both of them equally.",
    "Meeting in the middle, with a review after a few months, would be fair to both.",
    "Neither of the two should have to carry this alone.",
    "Somebody from outside could hear both of them and suggest a split.",
    "The rules that apply where you live bind both sides alike, so look them up first.",
    "A calm talk, in which each of them is heard without interruption, is a sound start.",
  ],
  [
    "It is very nearly even, with a hint more on the side of {for} than of {against}.",
    "Both have a case, and that of {for} is only just stronger than that of {against}.",
    "A hair's breadth decides it, in favour of {for} rather than {against}.",
    "One could argue either way, and I would end up a shade nearer to {for} than to {against}.",
    "If it came to a coin toss, I would weight the coin ever so little for {for} and against {against}.",
  ],
  [
    "There is a slight lean towards {for}, though {against} could well object.",
    "By a small margin the view of {for} is easier to defend than that of {against}.",
    "On this point {for} is perhaps a touch more convincing than {against}.",
    "I would give {for} the benefit of a small doubt, and {against} a full hearing.",
    "What {for} says fits the facts slightly better than what {against} says.",
  ],
  [
    "There is a modest edge for {for} over {against}.",
    "I lean towards {for}, without calling {against} unreasonable.",
    "On balance, {for} is a little closer to the mark than {against}.",
    "The split should fall somewhat nearer to the wishes of {for} than to those of {against}.",
    "A small concession by {against} to {for} would be in order.",
  ],
  [
    "The case of {for} is somewhat better than that of {against}.",
    "If I had to choose, I would choose {for}, on conditions that protect {against}.",
    "The reasons of {for} weigh more, and those of {against} still weigh a lot.",
    "It is fair to ask {against} to meet {for} a little beyond the middle.",
    "More of the effort should come from {against} than from {for}.",
  ],
  [
    "The balance tips towards {for}, yet {against} deserves a real concession.",
    "It is fine for {for} to insist on the main thing and to leave {against} the lesser ones.",
    "About three quarters of the argument belong to {for}, and the rest to {against}.",
    "I side with {for} on the main question and with {against} on a smaller one.",
    "An outcome that suits {for}, softened a little for {against}, looks right.",
  ],
  [
    "The better arguments are with {for}, even if {against} has a point or two.",
    "More speaks for {for} than for {against}, and the outcome should show it.",
    "It is for {against} to give up more than {for} here, though both should move.",
    "I would mostly follow {for}, with some regard for {against}.",
    "The request of {for} is sound, and {against} may ask for a favour in return.",
  ],
  [
    "The arguments of {for} are clearly better, though {against} is not wholly wrong.",
    "Most of what {for} wants is justified, and {against} should come a long way.",
    "There is something in what {against} says, but much less than in what {for} says.",
    "I would decide for {for} and grant {against} a minor favour.",
    "It is time for {against} to accept most of what {for} proposes.",
  ],
  [
    "By far the stronger case is that of {for}, and {against} should be ready to yield.",
    "On nearly every count {for} is in the right, with one small point left to {against}.",
    "The fair outcome lies very close to what {for} wants and far from what {against} wants.",
    "The big step has to come from {against}, and only a token one from {for}.",
    "I see little to hold against {for}, and little to say for {against}.",
  ],
  [
    "Almost everything speaks for {for}, and next to nothing for {against}.",
    "Nearly all of it should go to {for}; a kind word is the most that {against} can hope for.",
    "So strong is the case of {for} that {against} would do well to drop the matter.",
    "I can see hardly any reason to side with {against} rather than with {for}.",
    "It would be odd to ask {for} for more than a gesture, and {against} should settle for one.",
  ],
  [
    "On every point {for} is right, and {against} should give way.",
    "There is nothing to weigh here: let {for} have it all, and let {against} accept that.",
    "There is no case at all for {against}, so things should go exactly as {for} wants.",
    "Do precisely what {for} asks, and give {against} nothing in return.",
    "Whatever {against} may say, only the wishes of {for} should count.",
  ],
];

/** Ways in which an answer declines in words. */
export const refusals: readonly string[] = [
  "I'm not able to take a position on this.",
  "I would rather not weigh in on a matter between two people.",
  "Sorry, but I can't help with deciding this.",
  "This is not something I can give an opinion on.",
];

/** The bank with the parties' names filled in. */
export interface FilledBank {
  /** Sentences by lean in tenths plus 10: 0 is wholly for the low party, 20 wholly for the high one. */
  readonly sentences: readonly (readonly string[])[];
  /** Lean towards the high party, in tenths, by sentence. */
  readonly leanOf: ReadonlyMap<string, number>;
}

const filled = new Map<string, FilledBank>();
const mostKept = 2048;

/** Fills the bank once for each pair of names. */
export function fillBank({ high, low }: Parties): FilledBank {
  const key = `${high}\0${low}`;
  let found = filled.get(key);
  if (found === undefined) {
    if (filled.size >= mostKept) filled.clear();
    const sentences = Array.from({ length: 21 }, (_, i) => {
      const [favoured, other] = i >= 10 ? [high, low] : [low, high];
      return bank[Math.abs(i - 10)]!.map((text) =>
        capital(text.replace("{for}", favoured).replace("{against}", other)),
      );
    });
    const leanOf = new Map(sentences.flatMap((texts, i) => texts.map((text) => [text, i - 10] as const)));
    found = { sentences, leanOf };
    filled.set(key, found);
  }
  return found;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
