import { z } from "zod";
import { InvalidInputError } from "../errors/input-errors.ts";

/** Letters, digits, `.`, `_`, `-`; begins with a letter or digit; no two dots in a row, none at the end; ≤ 128. */
export const slugPattern = /^(?!.*\.\.)[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?$/;

/** Names that some file systems keep for devices, whatever their ending. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

export const slug = z.string().regex(slugPattern);

/** True when `text` may become a file or folder name: a slug is never a path. */
export function isSlug(text: string): boolean {
  return slugPattern.test(text) && !deviceName.test(text);
}

/** `text` itself, or an error that says what `what` (as in "run id") may look like. */
export function checkSlug(text: string, what: string): string {
  if (isSlug(text)) return text;
  const suggestion = slugify(text);
  throw new InvalidInputError(`${what} ${JSON.stringify(text.slice(0, 80))} is not a slug`, {
    hint:
      suggestion === null
        ? "Use letters, digits, dot, underscore and hyphen; begin with a letter or digit."
        : `Use letters, digits, dot, underscore and hyphen, for example ${suggestion}.`,
  });
}

/** The nearest slug to a free name (`meta-llama/Llama 3` → `meta-llama-Llama-3`), or null when nothing usable is left. */
export function slugify(text: string): string | null {
  const made = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 128)
    .replace(/[.-]+$/, "");
  return isSlug(made) ? made : null;
}
