/** One way to say how many dimensions a table has, and what it says. */
export interface RankCriterion {
  readonly id: string;
  readonly title: string;
  /** `filled`: holes filled with the column mean. `masked`: no filling. `complete`: a part without holes. */
  readonly view: "filled" | "masked" | "complete";
  /** As defined; some criteria give fractions. */
  readonly value: number | null;
  /** Rounded to a whole number of dimensions. */
  readonly rank: number | null;
  /** What it takes for granted and the data do not have; null where nothing is broken. */
  readonly assumption: string | null;
  /** Why there is no value. */
  readonly reason: string | null;
}
