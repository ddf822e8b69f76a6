/** A word no person writes: letters joined by underscores, or capitals inside. */
export function isRawCode(text: string): boolean {
  return /^[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)+$/u.test(text) || /^\p{Ll}+\p{Lu}[\p{L}\p{N}]*$/u.test(text);
}
