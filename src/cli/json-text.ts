/**
 * An object as the text that `--json` prints. Control and direction characters that JSON leaves as they are become
 * escapes: the same value to a program, and nothing to a terminal.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
