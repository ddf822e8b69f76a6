import type { DuplicatePolicy } from "./cells/settle-cells.ts";

export const zeroPolicies = ["keep", "drop", "missing-if-na"] as const;
export type ZeroPolicy = (typeof zeroPolicies)[number];

/** What may be said about files of scores. */
export interface ExtractOptions {
  /** Folder that relative files are found from; default: the process's. */
  readonly cwd?: string;
  /** `PATH:model=…,benchmark=…,score=…`; null: found by itself. */
  readonly map?: string | null;
  /** What stands first: in rows, outer keys or the first of two names. null: told from keys, names and scales. */
  readonly orientation?: "models-first" | "benchmarks-first" | null;
  /** Default mean. */
  readonly duplicates?: DuplicatePolicy;
  /** Default keep: a measured 0 is a score. */
  readonly zeros?: ZeroPolicy;
  /** Multiply shares by 100 where a benchmark mixes them with per cents. */
  readonly rescale?: boolean;
  readonly includeModels?: readonly string[];
  readonly excludeModels?: readonly string[];
  readonly includeBenchmarks?: readonly string[];
  readonly excludeBenchmarks?: readonly string[];
  /** Audit statuses that count; null: all. */
  readonly status?: readonly string[] | null;
}
