import type { Rng } from "../../../../stats/chance/rng.ts";
import type { MaskedView } from "../../masked-view.ts";
import { shuffled } from "../../protocols/shuffle.ts";
import { foldFits } from "../../select/fold-fits.ts";
import { probeSearch } from "../../select/probe-errors.ts";
import { hasRange } from "../../spans.ts";
import { aimValue } from "../next-aim.ts";
import { targetsOf } from "../next-targets.ts";
import { gainOf, nothingBought } from "../suggestion.ts";
import type { Buyer, ReplayModel } from "./replay-model.ts";

/** Whatever `next` puts first, asked again after every score that came in. */
export function nextBuyer({ view }: ReplayModel, costs: ArrayLike<number>): Buyer {
  const weights = new Float64Array(view.benchmarks.length).fill(1);
  return (known, left, bought) => {
    const targets = targetsOf(view, known, new Set(bought), { kind: "variance" }, weights);
    const context = { targets, value: aimValue({ kind: "variance" }, targets), costs };
    const state = nothingBought(known);
    const perCost = left.map(({ benchmark }) => gainOf(state, benchmark, context) / costs[benchmark]!);
    return left[perCost.indexOf(Math.max(...perCost))]!;
  };
}

/** Whatever comes first in an order that was fixed beforehand. */
export function orderBuyer(order: readonly number[]): Buyer {
  const place = new Map(order.map((benchmark, at) => [benchmark, at]));
  const rank = (benchmark: number) => place.get(benchmark) ?? order.length + benchmark;
  return (_known, left) => left.reduce((best, cell) => (rank(cell.benchmark) < rank(best.benchmark) ? cell : best));
}

/** One order for all, by the fall of the error on models that the fits have not seen, per cost. */
export function greedyOrder(
  view: MaskedView,
  among: readonly number[],
  costs: ArrayLike<number>,
  span: Float64Array,
  rng: Rng,
): number[] {
  const search = probeSearch(foldFits(view, among, 5, rng), span);
  const order: number[] = [];
  let left = [...view.benchmarks.keys()].filter((j) => hasRange(view, j));
  while (left.length > 0) {
    const perCost = left.map((j) => search.gainOf(j) / costs[j]!);
    const next = left[perCost.indexOf(Math.max(...perCost))]!;
    order.push(next);
    search.add(next);
    left = left.filter((j) => j !== next);
  }
  return order;
}

/** The benchmarks most models have first. */
export function coverageOrder({ benchmarks, columns }: MaskedView): number[] {
  const count = (j: number) => columns.start[j + 1]! - columns.start[j]!;
  return [...benchmarks.keys()].toSorted((a, b) => count(b) - count(a) || a - b);
}

export function randomOrder({ benchmarks }: MaskedView, rng: Rng): number[] {
  return shuffled([...benchmarks.keys()], rng);
}
