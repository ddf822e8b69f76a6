import type { Rng } from "../../../stats/chance/rng.ts";
import { quantileSorted } from "../../../stats/describe/quantile.ts";
import type { MaskedView } from "../masked-view.ts";
import { filledSpectrum } from "./filled-spectrum.ts";

export interface ParallelAnalysis {
  /** Leading singular values above the 95th percentile of the permuted ones. */
  readonly rank: number;
  /** That percentile, one a singular value. */
  readonly limit: Float64Array;
  /** The median, for the picture. */
  readonly middle: Float64Array;
  readonly draws: number;
}

/**
 * Horn's parallel analysis for a table with holes: the observed scores of each column are permuted among the models that
 * have one, which keeps every column's values and the pattern of holes and takes away all they have in common. Horn 1965;
 * percentiles after Glorfeld 1995.
 */
export function parallelAnalysis(view: MaskedView, rng: Rng, draws = 200): ParallelAnalysis {
  const own = filledSpectrum(view);
  const drawn = Array.from({ length: draws }, () => filledSpectrum(permuted(view, rng)));
  const at = (p: number) =>
    own.map((_value, i) => quantileSorted(Float64Array.from(drawn, (spectrum) => spectrum[i]!).sort(), p)!);
  const limit = at(0.95);
  const first = own.findIndex((value, i) => value <= limit[i]!);
  return { rank: first < 0 ? own.length : first, limit, middle: at(0.5), draws };
}

/** Only the columns are permuted; the rows are not read here. */
function permuted(view: MaskedView, rng: Rng): MaskedView {
  const value = view.columns.value.slice();
  for (let j = 0; j < view.benchmarks.length; j++) {
    const from = view.columns.start[j]!;
    for (let k = view.columns.start[j + 1]! - 1; k > from; k--) {
      const other = from + rng.integer(k - from + 1);
      [value[k], value[other]] = [value[other]!, value[k]!];
    }
  }
  return { ...view, columns: { ...view.columns, value } };
}
