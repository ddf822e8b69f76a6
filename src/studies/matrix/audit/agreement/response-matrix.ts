/** What every run answered to every query: yes or no, nothing else. */
export interface ResponseMatrix {
  readonly queries: readonly AskedQuery[];
  readonly runs: readonly string[];
  /** answers[query][run] is 1 for yes and 0 for no. */
  readonly answers: readonly Uint8Array[];
}

export interface AskedQuery {
  readonly id: string;
  readonly tier: number;
  readonly description: string;
}

/** The matrix with these queries alone, in the order given. */
export function withQueries(matrix: ResponseMatrix, places: readonly number[]): ResponseMatrix {
  return {
    queries: places.map((q) => matrix.queries[q]!),
    runs: matrix.runs,
    answers: places.map((q) => matrix.answers[q]!),
  };
}

/** The matrix of these runs alone, in the order given. */
export function withRuns(matrix: ResponseMatrix, places: readonly number[]): ResponseMatrix {
  return {
    queries: matrix.queries,
    runs: places.map((run) => matrix.runs[run]!),
    answers: matrix.answers.map((row) => Uint8Array.from(places, (run) => row[run]!)),
  };
}

/** How many runs answer yes. */
export function yesCount(row: Uint8Array): number {
  let count = 0;
  for (const answer of row) count += answer;
  return count;
}
