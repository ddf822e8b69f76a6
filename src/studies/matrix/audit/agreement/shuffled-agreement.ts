import type { Rng } from "../../../../stats/chance/rng.ts";
import { blockSize, blockStream } from "../../../../stats/chance/rng-stream.ts";
import { type PackedRuns, pairSum, setAnswer } from "./packed-runs.ts";
import { type ResponseMatrix, yesCount } from "./response-matrix.ts";
import { pairsOf, tvdMi } from "./tvd-mi.ts";

/** Where W lies among the values it takes when the runs have nothing in common but how often each query is answered yes. */
export interface ShuffledAgreement {
  readonly observed: number;
  /** Mean of the shuffled values: what independent runs would show. */
  readonly mean: number;
  /** Their standard deviation; 0 where no query can be shuffled. */
  readonly sd: number;
  /** (observed − mean)/sd; null where sd is 0. */
  readonly z: number | null;
  /** (1 + those at or above the observed)/(1 + shuffles). */
  readonly p: number;
  /** Ascending. */
  readonly values: Float64Array;
}

/**
 * W against its permutation null: within each query the answers are dealt out to the runs anew, so that every query keeps
 * its share of yes and all else is chance. Needs two runs and a query; else null.
 */
export function shuffledAgreement(
  matrix: Pick<ResponseMatrix, "answers" | "runs">,
  options: { readonly rng: Rng; readonly shuffles: number },
): ShuffledAgreement | null {
  const observed = tvdMi(matrix).mean;
  if (observed === null) return null;
  const { answers } = matrix;
  const n = matrix.runs.length;
  const scale = 2 / answers.length ** 2 / pairsOf(n);
  const packed: PackedRuns = {
    runs: n,
    queries: answers.length,
    width: Math.ceil(answers.length / 32),
    bits: new Int32Array(n * Math.ceil(answers.length / 32)),
    yes: new Int32Array(n),
  };
  const yes = answers.map(yesCount);
  const order = Int32Array.from({ length: n }, (_, run) => run);
  const values = new Float64Array(options.shuffles);
  for (let first = 0; first < values.length; first += blockSize) {
    const rng = blockStream(options.rng, first);
    for (let b = first; b < Math.min(first + blockSize, values.length); b++) {
      packed.bits.fill(0);
      packed.yes.fill(0);
      for (const [q, many] of yes.entries()) deal(packed, q, many, order, rng);
      values[b] = scale * pairSum(packed);
    }
  }
  return placeAmong(observed, values.sort());
}

/** Gives `many` runs, drawn without repeats, a yes. `order` is any permutation of the runs. */
function deal(packed: PackedRuns, query: number, many: number, order: Int32Array, rng: Rng): void {
  const n = order.length;
  for (let k = 0; k < many; k++) {
    const from = k + rng.integer(n - k);
    const run = order[from]!;
    order[from] = order[k]!;
    order[k] = run;
    setAnswer(packed, query, run);
  }
}

function placeAmong(observed: number, values: Float64Array): ShuffledAgreement {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  // Sums of whole numbers on one scale: equal values are equal bits, but for the order of two multiplications.
  const reached = values.reduce((many, value) => many + (value >= observed - 1e-12 ? 1 : 0), 0);
  return {
    observed,
    mean,
    sd,
    z: sd > 1e-12 ? (observed - mean) / sd : null,
    p: (1 + reached) / (1 + values.length),
    values,
  };
}
