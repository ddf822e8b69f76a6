/** Removes control characters but line feeds and tabs, so that text from a model cannot drive a terminal. */
export function plainText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "");
}

/**
 * Writes as \uXXXX what may drive a terminal and JSON leaves as it is: the second block of control characters and
 * changes of direction. JSON stays the same JSON.
 */
export function escapedForTerminal(text: string): string {
  return text.replace(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
