import { type ResponseMatrix, yesCount } from "./response-matrix.ts";

/** What is wrong with a set of queries, seen from its answers. */
export interface QueryChecks {
  /** Every run answers alike: says nothing about agreement. */
  readonly constant: readonly number[];
  /** The rarer answer has under a fifth of the runs. */
  readonly lopsided: readonly { readonly query: number; readonly minority: number }[];
  /** Two queries that ask one thing; `later` is left out where pairs are counted once. */
  readonly pairs: readonly DependentPair[];
}

export interface DependentPair {
  readonly query: number;
  readonly later: number;
  readonly kind: "equal" | "complementary";
  /** Runs in which they are. */
  readonly share: number;
}

const leastMinority = 0.2;
const sameFrom = 0.95;

/** Constant queries are not paired with others. */
export function checkQueries(matrix: ResponseMatrix): QueryChecks {
  const n = matrix.runs.length;
  const minority = matrix.answers.map((row) => Math.min(yesCount(row), n - yesCount(row)));
  const places = Array.from(minority.keys());
  const pairs: DependentPair[] = [];
  for (const later of places) {
    for (let query = 0; query < later; query++) {
      if (minority[later] === 0 || minority[query] === 0) continue;
      const found = dependence(matrix.answers[query]!, matrix.answers[later]!);
      if (found !== null) pairs.push({ query, later, ...found });
    }
  }
  return {
    constant: places.filter((q) => minority[q] === 0),
    lopsided: places
      .filter((q) => minority[q]! > 0 && minority[q]! < leastMinority * n)
      .map((query) => ({ query, minority: minority[query]! })),
    pairs,
  };
}

function dependence(a: Uint8Array, b: Uint8Array): Pick<DependentPair, "kind" | "share"> | null {
  let alike = 0;
  for (let run = 0; run < a.length; run++) if (a[run] === b[run]) alike++;
  const share = alike / a.length;
  if (share >= sameFrom) return { kind: "equal", share };
  return 1 - share >= sameFrom ? { kind: "complementary", share: 1 - share } : null;
}
