/** Runs of what is not white space; counted without cutting the text up, since there may be much of it. */
export function wordsOf(text: string): number {
  let words = 0;
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const space = code === 32 || (code >= 9 && code <= 13) || code === 160;
    if (!space && !inside) words++;
    inside = !space;
  }
  return words;
}
