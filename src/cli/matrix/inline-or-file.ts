import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { MissingFileError } from "../../errors/input-errors.ts";

/** JSON given on the line, or in the file that is named. `example` is what the flag could hold. */
export async function inlineOrFile(
  cwd: string,
  text: string,
  flag: string,
  example: string,
): Promise<{ readonly text: string; readonly file: string }> {
  if (text.trimStart().startsWith("{")) return { text, file: flag };
  const file = resolve(cwd, text);
  try {
    return { text: await readFile(file, "utf8"), file };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new MissingFileError(`${flag} names a file that is not there`, {
      place: { file },
      hint: `Or give it on the line: ${flag} '${example}'`,
    });
  }
}
