import { readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { ErrorPlace } from "../../errors/assay-error.ts";
import { InvalidInputError } from "../../errors/input-errors.ts";

/** A piece of wording and where its first line stands. */
export interface SuiteText {
  readonly text: string;
  readonly place: ErrorPlace;
}

const fileName = /^[^\s{}<>|?*"]+\.(?:md|txt)$/;

/** True when a value of the suite names a text file rather than being the text itself. */
export function namesTextFile(value: string): boolean {
  return fileName.test(value);
}

/**
 * The text a value stands for: itself, or the file beside the suite that it names. `used` collects the files read, for
 * the suite's hash. Throws InvalidInputError for a file that is missing or outside the folder, links followed.
 */
export function readSuiteText(value: string, place: ErrorPlace, folder: string, used: Map<string, string>): SuiteText {
  if (!namesTextFile(value)) return { text: value, place };
  const file = join(folder, value);
  if (isAbsolute(value) || isOutside(folder, file)) throw outside(value, place);
  let text: string;
  try {
    if (isOutside(realpathSync(folder), realpathSync(file))) throw outside(value, place);
    text = readFileSync(file, "utf8")
      .replace(/^\uFEFF/, "")
      .replaceAll("\r\n", "\n")
      .trimEnd();
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    throw new InvalidInputError(`the text file "${value}" cannot be read`, {
      place,
      cause,
      hint: `Put it beside the suite, in ${folder}.`,
    });
  }
  used.set(value, text);
  return { text, place: { file, line: 1 } };
}

function isOutside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
}

function outside(value: string, place: ErrorPlace): InvalidInputError {
  return new InvalidInputError(`the text file "${value}" is outside the suite's folder`, {
    place,
    hint: "Copy it beside the suite; a suite is read from its own folder only.",
  });
}
