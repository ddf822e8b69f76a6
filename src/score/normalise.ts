/** Ways in which two texts may differ and still count as equal. */
export const normalisations = ["nfkc", "case", "space", "punctuation"] as const;
export type Normalisation = (typeof normalisations)[number];

const edges = "[.,;:!?\"'`´“”„‘’«»‹›()\\[\\]{}<>…*_~|/\\\\]+";
const leading = new RegExp(`(^|\\s)${edges}`, "gu");
const trailing = new RegExp(`${edges}(?=\\s|$)`, "gu");

/**
 * Makes texts comparable. nfkc: one spelling of each character; case: small letters; space: white space folded and cut
 * off; punctuation: marks at the edges of words removed, but never a sign or a point inside a number.
 */
export function normalise(text: string, how: readonly Normalisation[]): string {
  let result = text;
  if (how.includes("nfkc")) result = result.normalize("NFKC");
  if (how.includes("case")) result = result.toLowerCase();
  if (how.includes("punctuation")) result = withoutPunctuation(result);
  if (how.includes("space")) result = result.replace(/\s+/gu, " ").trim();
  return result;
}

function withoutPunctuation(text: string): string {
  return text
    .replace(leading, (marks: string, before: string, at: number, whole: string) =>
      // ".5" is a number and keeps its point.
      /[.,]$/.test(marks) && /\d/.test(whole[at + marks.length] ?? "") ? before + marks.at(-1) : before,
    )
    .replace(trailing, "");
}

/** Words of a text: runs of letters, marks and digits, with the signs and points inside numbers kept. */
export function wordsOf(text: string): string[] {
  return text.match(/[-−+]?\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu) ?? [];
}
