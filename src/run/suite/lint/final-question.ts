/** The last question of a text, white space folded; its last sentence where it asks nothing. */
export function finalQuestion(text: string): string {
  const question = text.lastIndexOf("?");
  const end = question === -1 ? text.trimEnd().length : question + 1;
  return text.slice(sentenceStart(text, end), end).replace(/\s+/g, " ").trim();
}

/** Where the sentence that ends at `end` begins: after the white space behind the last mark before it. */
function sentenceStart(text: string, end: number): number {
  for (let at = end - 2; at > 0; at--) {
    const mark = text.charCodeAt(at);
    if ((mark === 46 || mark === 33 || mark === 63) && /\s/.test(text[at + 1]!)) return at + 1;
    if (mark === 10 && text.charCodeAt(at - 1) === 10) return at + 1;
  }
  return 0;
}
