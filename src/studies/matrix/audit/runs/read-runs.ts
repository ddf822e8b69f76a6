import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { InvalidInputError, MissingFileError } from "../../../../errors/input-errors.ts";

/** The texts of one analysis; null where the file is not there. */
export interface RunFiles {
  readonly id: string;
  readonly folder: string;
  readonly summary: string | null;
  readonly predictions: string | null;
  readonly selection: string | null;
}

export const runFileNames = {
  summary: "results_summary.json",
  predictions: "canonical_predictions.csv",
  selection: "selected_benchmarks.json",
} as const;

/**
 * Every sub-folder of `folder`, by name; hidden ones are left alone. One without any file is an analysis that delivered
 * nothing, and stays in every denominator.
 */
export async function readRuns(folder: string): Promise<RunFiles[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new MissingFileError("there is no folder of analyses here", {
      place: { file: folder },
      hint: "Give --runs a folder with one sub-folder per analysis.",
      cause,
    });
  });
  const names = entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .sort();
  const runs = await Promise.all(names.map((id) => readRun(id, join(folder, id))));
  if (runs.length === 0) {
    throw new InvalidInputError("this folder has no sub-folders", {
      place: { file: folder },
      hint: `Put each analysis into a folder of its own, with ${Object.values(runFileNames).join(", ")}.`,
    });
  }
  return runs;
}

async function readRun(id: string, folder: string): Promise<RunFiles> {
  const text = (name: string) => readFile(join(folder, name), "utf8").catch(() => null);
  const [summary, predictions, selection] = await Promise.all([
    text(runFileNames.summary),
    text(runFileNames.predictions),
    text(runFileNames.selection),
  ]);
  return { id, folder, summary, predictions, selection };
}
