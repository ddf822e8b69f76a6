import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { BlankedFacts, Cell } from "../masked-view.ts";

/** A way to split a table into what may be seen and what is to be predicted. */
export interface Protocol {
  readonly id: string;
  /** How it splits, in a sentence. */
  readonly note: string;
  /** Where its figures mislead, in sentences; printed beside them. */
  readonly flaws: readonly string[];
  /** Throws InvalidInputError where the table has nothing to split this way. */
  tasks(table: ScoreTable): readonly Task[];
}

/** One prediction job: the predictor sees all but `hidden`, and is scored on `scored`. */
export interface Task {
  /** Tasks of one group never hide the same cell, so that predictions within it can be ranked: a mask, a fold. */
  readonly group: string;
  readonly hidden: readonly Cell[];
  /** Among the hidden. */
  readonly scored: readonly Cell[];
  /** Models of which the predictor may not know this either. */
  readonly blanked?: readonly BlankedFacts[];
}
