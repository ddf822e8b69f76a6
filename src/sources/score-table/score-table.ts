/** A models × benchmarks table as read from a source: what every reader of scores hands on. */
export interface ScoreTable {
  /** In the order of the source. */
  readonly models: readonly TableModel[];
  /** In the order of the source. */
  readonly benchmarks: readonly TableBenchmark[];
  /** One per pair, duplicates settled; by model, then benchmark, in the orders above. */
  readonly cells: readonly TableCell[];
}

/** What is public about a model; null where the source does not say. */
export interface TableModel {
  readonly id: string;
  readonly name: string;
  readonly provider: string | null;
  /** YYYY-MM-DD. A year alone stands as 1 July, a month as its 15th. */
  readonly releaseDate: string | null;
  readonly releaseDatePrecision: "day" | "month" | "year" | null;
  /** In millions. */
  readonly parametersTotalM: number | null;
  /** In millions. */
  readonly parametersActiveM: number | null;
  readonly isReasoning: boolean | null;
  readonly openWeights: boolean | null;
}

/** What is public about a benchmark; null where the source does not say. */
export interface TableBenchmark {
  readonly id: string;
  readonly name: string;
  readonly category: string | null;
  /** The source's own words for what is measured: "% correct", "Elo rating". */
  readonly metric: string | null;
  readonly itemCount: number | null;
  /** The declared range of its scores, in their own unit. */
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly direction: "higher" | "lower" | null;
  readonly cost: number | null;
}

export interface TableCell {
  /** Position in `models`. */
  readonly model: number;
  /** Position in `benchmarks`. */
  readonly benchmark: number;
  /** In the benchmark's own unit. */
  readonly value: number;
  readonly standardError: number | null;
  readonly source: string | null;
  readonly date: string | null;
  readonly setting: string | null;
  readonly status: string | null;
}
