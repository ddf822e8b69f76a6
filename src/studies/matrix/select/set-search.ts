/** A number a set of items earns; more is better. */
export type SetValue = (items: readonly number[]) => number;

export interface BudgetedSearch {
  readonly items: readonly number[];
  readonly costs: ArrayLike<number>;
  readonly budget: number;
  readonly value: SetValue;
}

/**
 * A good set within a budget: forward by gain and forward by gain over cost, the better of the two (Leskovec and others
 * 2007), then single swaps while they help. In the order the items were taken; swapped ones come last.
 */
export function searchWithinBudget(search: BudgetedSearch): number[] {
  const byGain = forward(search, () => 1);
  const byRatio = forward(search, (item) => search.costs[item]!);
  const better = search.value(byRatio) > search.value(byGain) ? byRatio : byGain;
  return swapped(better, search);
}

/** The best set within a budget, over all of them; for up to 20 items. */
export function bestWithinBudget({ items, costs, budget, value }: BudgetedSearch): number[] {
  let best: readonly number[] = [];
  let bestValue = value([]);
  const visit = (from: number, chosen: readonly number[], left: number): void => {
    for (let i = from; i < items.length; i++) {
      const item = items[i]!;
      if (costs[item]! > left + slack) continue;
      const grown = [...chosen, item];
      const earned = value(grown);
      if (earned > bestValue) [best, bestValue] = [grown, earned];
      visit(i + 1, grown, left - costs[item]!);
    }
  };
  visit(0, [], budget);
  return [...best];
}

/** What a budget pays for, in this order; what is too dear for what is left is passed over. */
export function affordable(order: readonly number[], costs: ArrayLike<number>, budget: number): number[] {
  let left = budget;
  return order.filter((item) => {
    if (costs[item]! > left + slack) return false;
    left -= costs[item]!;
    return true;
  });
}

/** The best set of exactly k, over all of them. */
export function bestOfSize(items: readonly number[], k: number, value: SetValue): number[] {
  let best: readonly number[] = [];
  let bestValue = Number.NEGATIVE_INFINITY;
  const visit = (from: number, chosen: readonly number[]): void => {
    if (chosen.length === k) {
      const earned = value(chosen);
      if (earned > bestValue) [best, bestValue] = [chosen, earned];
      return;
    }
    for (let i = from; i <= items.length - (k - chosen.length); i++) visit(i + 1, [...chosen, items[i]!]);
  };
  visit(0, []);
  return [...best];
}

/** C(n, k), or Infinity beyond what a number holds. */
export function choose(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= k; i++) count = (count * (n - k + i)) / i;
  return Math.round(count);
}

/** Against rounding: three costs of 0.1 fit into 0.3. */
const slack = 1e-9;

function forward({ items, costs, budget, value }: BudgetedSearch, per: (item: number) => number): number[] {
  const chosen: number[] = [];
  let left = budget;
  let now = value(chosen);
  for (;;) {
    let best = -1;
    let most = 0;
    let reached = now;
    for (const item of items) {
      if (chosen.includes(item) || costs[item]! > left + slack) continue;
      const earned = value([...chosen, item]);
      const gain = (earned - now) / per(item);
      if (gain > most) [best, most, reached] = [item, gain, earned];
    }
    if (best < 0) return chosen;
    chosen.push(best);
    left -= costs[best]!;
    now = reached;
  }
}

function swapped(start: readonly number[], { items, costs, budget, value }: BudgetedSearch): number[] {
  let chosen = [...start];
  let now = value(chosen);
  for (let improved = true; improved; ) {
    improved = false;
    for (const out of chosen) {
      const kept = chosen.filter((item) => item !== out);
      const left = budget - kept.reduce((sum, item) => sum + costs[item]!, 0);
      for (const item of items) {
        if (chosen.includes(item) || costs[item]! > left + slack) continue;
        const earned = value([...kept, item]);
        if (earned <= now + slack * Math.abs(now)) continue;
        chosen = [...kept, item];
        now = earned;
        improved = true;
        break;
      }
      if (improved) break;
    }
  }
  return chosen;
}
