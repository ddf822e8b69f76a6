import { readFile } from "node:fs/promises";
import { InvalidInputError, MissingFileError } from "../../../errors/input-errors.ts";
import { parseJson } from "../../../schema/parse-json.ts";
import type { Run } from "../../../schema/run.ts";

/**
 * Hashes of answers that a judge or a scorer was tuned on: a text file with one sha256 a line (`#` begins a comment), or a
 * trained scorer, which carries its own list.
 */
export async function readHashList(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new MissingFileError(`cannot read ${file}`, {
      place: { file },
      hint: "Give a file with one sha256 a line, or a trained scorer.",
      cause,
    });
  });
  if (text.trimStart().startsWith("{")) {
    const { trained_on: hashes } = parseJson(text, { file }) as { trained_on?: unknown };
    if (Array.isArray(hashes)) return hashes.map(String);
  }
  return text.split("\n").flatMap((line, i) => {
    const hash = line.replace(/#.*/, "").trim();
    if (hash === "") return [];
    if (/^[0-9a-f]{64}$/.test(hash)) return [hash];
    throw new InvalidInputError("this is no sha256 of an answer", {
      place: { file, line: i + 1 },
      hint: "One hash a line: 64 hex digits of the sha256 of the answer's text.",
    });
  });
}

/** The hashes that the runs' scorers declare under `tuned_on`, and those of trained scorers that scored them. */
export function recordedHashes(runs: readonly Run[]): string[] {
  return runs.flatMap((run) => {
    const declared = run.details?.["tuned_on"];
    return Array.isArray(declared) ? declared.map(String) : [];
  });
}
