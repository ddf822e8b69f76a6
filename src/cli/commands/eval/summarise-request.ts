import type { SummariseOptions } from "../../../studies/sycophancy/summarise-options.ts";

/** What a user asks of a summary. */
export interface SummariseRequest {
  readonly refs: readonly string[];
  readonly cwd: string;
  readonly compat: boolean;
  readonly json: boolean;
  readonly strict: boolean;
  readonly out?: string;
  readonly options: SummariseOptions;
}
