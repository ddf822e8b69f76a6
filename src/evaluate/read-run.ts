import { readFile } from "node:fs/promises";
import { MissingFileError } from "../errors/input-errors.ts";
import { parseDocument } from "../schema/document.ts";
import { type Run, runKind } from "../schema/run.ts";

/** The record of a run, from its `run.json`. */
export async function readRun(file: string): Promise<Run> {
  const text = await readFile(file, "utf8").catch((cause) => {
    throw new MissingFileError(`there is no run here: cannot read ${file}`, {
      place: { file },
      hint: "List the runs with: assay ls",
      cause,
    });
  });
  return parseDocument(runKind, text, file);
}
