import type { SummariseOptions } from "../../../studies/sycophancy/summarise-options.ts";

/** What a user asks of a summary. */
export interface SummariseRequest {
  readonly refs: readonly string[];
  readonly cwd: string;
  readonly compat: boolean;
  readonly json: boolean;
  readonly strict: boolean;
  readonly out?: string;
  /** Files or data sets with scores by people. */
  readonly labels?: readonly string[];
  /** Files with hashes of answers that a judge or scorer was tuned on. */
  readonly tunedOn?: readonly string[];
  readonly options: SummariseOptions;
}
