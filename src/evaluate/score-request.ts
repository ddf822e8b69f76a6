import type { Env } from "../providers/provider.ts";
import type { CacheMode } from "../run/cache/answer-cache.ts";
import type { RosterEntry } from "../schema/run/roster.ts";

/** What a user asks of the scoring of a run. */
export interface ScoreRequest {
  readonly cwd: string;
  /** Where the workspace is; default: the one of `cwd`. */
  readonly workspace?: string;
  readonly env: Env;
  readonly envFiles?: readonly string[];
  /** A run's id, the beginning of one, or latest. */
  readonly runRef: string;
  readonly judgesFile?: string;
  /** provider/name, or ids of the judges' roster. */
  readonly scorerModels?: readonly string[];
  /** Judges given as they are, in place of a file. */
  readonly judges?: readonly RosterEntry[];
  /** Where the suite is, for scorers that are functions. Default: where the run found it. */
  readonly suite?: string;
  readonly minJudges?: number;
  readonly allowSelfJudge?: boolean;
  readonly allowUnknownFamily?: boolean;
  /** Only this scorer of the suite. */
  readonly only?: string;
  /** A trained scorer's file, in place of the suite's scorers. */
  readonly offline?: string;
  /** Share of answers that are put to the judges a second time. Default: the suite's, else 0.1 for panels. */
  readonly repeatShare?: number;
  /** Most that judging this run may cost, earlier sessions included. */
  readonly budgetUsd?: number;
  /** With a budget: count judges without a price as free. */
  readonly allowUnpriced?: boolean;
  /** Judge everything again. */
  readonly rerun?: boolean;
  readonly concurrency?: number;
  readonly timeoutS?: number;
  readonly maxRetries?: number;
  readonly seed?: number;
  /** Whether judges' replies of earlier runs are taken, and new ones kept. Default on. */
  readonly cache?: CacheMode;
}
