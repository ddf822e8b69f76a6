import { casesGrid } from "./cases-grid.ts";
import type { Grid, GridNote, GridOptions } from "./grid.ts";
import type { LoadedSuite } from "./load-suite.ts";
import { viewsGrid } from "./views-grid.ts";

export type { Grid, GridOptions } from "./grid.ts";

/**
 * The prompts of a suite. Nothing is rendered until rows() is read, and nothing is kept, so a million prompts need no
 * more memory than one. Throws InvalidInputError for a suite without wording, a limit below one triplet, an unknown
 * factor or level in `where`, a sample larger than the grid, or a data set that breaks its description.
 */
export async function buildGrid(loaded: LoadedSuite, options: GridOptions = {}): Promise<Grid> {
  return "cases" in loaded ? casesGrid(loaded, options) : viewsGrid(loaded, options);
}

/** Words for a note. */
export function describeNote(note: GridNote): string {
  if (note.code === "limit-rounded") {
    const { limit, triplets, prompts } = note;
    return `--limit ${limit} keeps ${triplets} triplets, ${prompts} prompts`;
  }
  const counts = Object.entries(note.counts).map(([level, count]) => `${level} ${count}`);
  return `the sample could not be balanced over ${note.factor}: ${counts.join(", ")}`;
}
