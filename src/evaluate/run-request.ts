import type { Env } from "../providers/provider.ts";
import type { CacheMode } from "../run/cache/answer-cache.ts";
import type { RosterEntry, SamplingParams } from "../schema/run/roster.ts";

/** What a user asks of a run. Absent keys leave the choice to suite, roster, environment or default. */
export interface RunRequest {
  readonly cwd: string;
  /** Where the workspace is or shall be; default: the one of `cwd`. */
  readonly workspace?: string;
  /** The process environment; `.env` and `envFiles` are read beneath it. */
  readonly env: Env;
  readonly envFiles?: readonly string[];
  /** A bundled suite's id, a suite's folder or file, or a `grid.jsonl`. */
  readonly source: string;
  readonly modelsFile?: string;
  /** Models given as they are, in place of a file. */
  readonly roster?: readonly RosterEntry[];
  /** Only these ids of the roster; or provider/name outside it. */
  readonly models?: readonly string[];
  readonly grid?: GridRequest;
  readonly repeats?: number;
  readonly params?: SamplingParams;
  readonly timeoutS?: number;
  readonly maxRetries?: number;
  readonly maxWaitMs?: number;
  readonly concurrency?: number;
  readonly shuffleSeed?: number;
  /** Failed cells that stop the run: a count, or a share such as "5%". */
  readonly maxFailed?: string;
  readonly budgetUsd?: number;
  readonly budgetTokens?: number;
  readonly allowUnpriced?: boolean;
  /** Whether answers of earlier runs are taken, and new ones kept for later. Default off. */
  readonly cache?: CacheMode;
  /** Age beyond which a cached answer is not taken. Default 14 days. */
  readonly cacheTtlMs?: number;
  /** Leave messages and raw replies out of `run.jsonl`. */
  readonly slim?: boolean;
  /** Plan only: nothing will be sent, so missing keys are told and not refused. */
  readonly dryRun?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface GridRequest {
  readonly includeNeutral?: boolean;
  readonly limit?: number;
  readonly sample?: number;
  readonly sampleSeed?: number;
  readonly full?: boolean;
  readonly where?: readonly string[];
}
