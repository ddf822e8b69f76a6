import type { PromptRow } from "../../schema/run/prompt-row.ts";

/** Codes a factor may have, as --where gives them: text is compared with the code's text. */
export type Where = Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>;

export interface GridOptions {
  /** Views with role none. Default true. */
  readonly includeNeutral?: boolean;
  /** All levels, not only the default ones. Default false. */
  readonly full?: boolean;
  readonly where?: Where;
  /** Most prompts; rounded down to whole triplets. */
  readonly limit?: number;
  /** Draw so many triplets (cases: so many cases), balanced over the factors. */
  readonly sample?: number;
  /** Default 1. */
  readonly sampleSeed?: number | string;
}

/** What a grid holds, known before its first prompt is built. */
export interface GridShape {
  readonly suite: string;
  readonly suiteVersion: number;
  /** Factor → codes in use, in loop order. Derived factors last. */
  readonly factors: readonly {
    readonly name: string;
    readonly levels: readonly (string | number | boolean | null)[];
    readonly derived: boolean;
  }[];
  readonly views: readonly string[];
  readonly prompts: number;
  /** null for cases. */
  readonly triplets: number | null;
  /** Prompts of the full grid, of which this one may be a part. */
  readonly fullPrompts: number;
  /** Data set of a suite of cases. */
  readonly dataset: { readonly path: string; readonly sha256: string | null; readonly rows: number } | null;
  /** What the caller should be told, such as a sample that could not be balanced. */
  readonly notes: readonly GridNote[];
}

/** A note is data; `describeNote` gives it words. */
export type GridNote =
  | { readonly code: "limit-rounded"; readonly limit: number; readonly prompts: number; readonly triplets: number }
  | { readonly code: "sample-unbalanced"; readonly factor: string; readonly counts: Readonly<Record<string, number>> };

export interface Grid {
  readonly shape: GridShape;
  /** What lint has to know beside the prompts. */
  readonly lintHints: { readonly derived: readonly string[]; readonly viewSlots: readonly number[] | null };
  /** A fresh pass over the prompts, in order; each is built when it is asked for. */
  rows(): AsyncIterable<PromptRow>;
}
