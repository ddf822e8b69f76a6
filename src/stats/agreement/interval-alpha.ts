import { groupStrata, type Label } from "../bootstrap/strata.ts";
import type { NumericUnits } from "./ratings.ts";

/** What α of the interval metric needs to know of a set of units. */
export interface IntervalTotals<T> {
  /** Σ over units of the disagreement inside. */
  within: T;
  count: T;
  sum: T;
  squares: T;
}

/**
 * One value per unit, or per label where units belong together; values are taken relative to one near their middle.
 * `kept` names the units that count, with a label each.
 */
export function intervalTotals(
  { values, starts }: NumericUnits,
  kept: readonly number[],
  labels: readonly Label[],
): IntervalTotals<Float64Array> {
  const groups = groupStrata(kept.length, labels);
  const size = groups.labels.length;
  const blank = () => new Float64Array(size);
  const columns = { within: blank(), count: blank(), sum: blank(), squares: blank() };
  const centre = kept.length === 0 ? 0 : kept.reduce((total, unit) => total + values[starts[unit]!]!, 0) / kept.length;
  for (let g = 0; g < size; g++) {
    for (let at = groups.starts[g]!; at < groups.starts[g + 1]!; at++) {
      const unit = kept[groups.order[at]!]!;
      const [first, last] = [starts[unit]!, starts[unit + 1]!];
      const length = last - first;
      let [mean, spread, squares] = [0, 0, 0];
      for (let i = first; i < last; i++) mean += (values[i]! - centre) / length;
      for (let i = first; i < last; i++) {
        spread += (values[i]! - centre - mean) ** 2;
        squares += (values[i]! - centre) ** 2;
      }
      columns.within[g]! += (2 * length * spread) / (length - 1);
      columns.count[g]! += length;
      columns.sum[g]! += mean * length;
      columns.squares[g]! += squares;
    }
  }
  return columns;
}

/** α of the interval metric from the totals; `null` where only one value occurs. */
export function alphaOfTotals(t: IntervalTotals<number>): number | null {
  const expected = 2 * (t.count * t.squares - t.sum ** 2);
  return expected > 1e-12 * t.count * t.squares ? 1 - ((t.count - 1) * t.within) / expected : null;
}
