import { groupStrata, type Label } from "../bootstrap/strata.ts";

/** What α of the interval metric needs to know of a set of units. */
export interface IntervalTotals<T> {
  /** Σ over units of the disagreement inside. */
  within: T;
  count: T;
  sum: T;
  squares: T;
}

/** One value per unit, or per label where units belong together; values are taken relative to one near their middle. */
export function intervalTotals(units: readonly Float64Array[], labels: readonly Label[]): IntervalTotals<Float64Array> {
  const groups = groupStrata(units.length, labels);
  const size = groups.labels.length;
  const blank = () => new Float64Array(size);
  const columns = { within: blank(), count: blank(), sum: blank(), squares: blank() };
  const centre = units.length === 0 ? 0 : units.reduce((total, unit) => total + unit[0]!, 0) / units.length;
  for (let g = 0; g < size; g++) {
    for (const place of groups.order.subarray(groups.starts[g]!, groups.starts[g + 1]!)) {
      const unit = units[place]!;
      let [mean, spread, squares] = [0, 0, 0];
      for (const value of unit) mean += (value - centre) / unit.length;
      for (const value of unit) {
        spread += (value - centre - mean) ** 2;
        squares += (value - centre) ** 2;
      }
      columns.within[g]! += (2 * unit.length * spread) / (unit.length - 1);
      columns.count[g]! += unit.length;
      columns.sum[g]! += mean * unit.length;
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
