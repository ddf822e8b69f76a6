import type { LevelCode } from "../../schema/run/suite.ts";

/** One level of a factor: its code as data, as text, and in words. */
export interface Level {
  readonly value: Exclude<LevelCode, null>;
  readonly code: string;
  readonly label: string;
}

/** One combination of facts: a level per factor name, in the order of the space's names; null where it is not there. */
export type Scenario = readonly (Level | null)[];
