import type { Design } from "./design.ts";
import type { OutcomeReport } from "./outcomes.ts";
import type { PlacedAnalysis } from "./place-analysis.ts";
import type { UniverseResult } from "./run-universes.ts";
import type { Space } from "./space.ts";

/** All that a multiverse found, for its files and the terminal. */
export interface MultiverseReport {
  readonly space: Space;
  readonly design: Design;
  readonly results: readonly UniverseResult[];
  readonly outcomes: readonly OutcomeReport[];
  readonly places: readonly PlacedAnalysis[];
  readonly settings: {
    readonly seed: number;
    readonly max: number;
    readonly together: number;
    /** Where the mask is from, and how many cells it holds out. */
    readonly mask: { readonly file: string | null; readonly models: number; readonly cells: number };
  };
}
