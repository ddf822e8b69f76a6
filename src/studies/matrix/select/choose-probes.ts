import { InvalidInputError } from "../../../errors/input-errors.ts";
import { correlation } from "../../../linalg/masked/pairwise-covariance.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import { type MaskedView, narrowView, scoresOn } from "../masked-view.ts";
import { denseTable } from "../predictors/dense-table.ts";
import { fitFaxModel } from "../predictors/fax/fax-posterior.ts";
import { shuffled } from "../protocols/shuffle.ts";
import { hasRange } from "../spans.ts";
import { workingSpace } from "../working-space/working-space.ts";
import { foldFits, withoutScores } from "./fold-fits.ts";
import { probeErrors, probeSearch } from "./probe-errors.ts";
import type { SelectionMethod } from "./selection-methods.ts";
import { affordable, bestOfSize, bestWithinBudget, choose, type SetValue, searchWithinBudget } from "./set-search.ts";
import { varianceObjective } from "./variance-objective.ts";

export interface ProbeChoice {
  readonly method: SelectionMethod;
  /** How many, or how much they may cost together. */
  readonly limit: { readonly k: number } | { readonly budget: number; readonly costs: ArrayLike<number> };
  /** Models to learn from; the others' scores play no part. */
  readonly among: readonly number[];
  /** max − min of each benchmark, for normalised points. */
  readonly span: Float64Array;
  readonly rng: Rng;
}

const folds = 5;
/** Beyond this many sets an exhaustive search is refused. */
const mostSets = 50_000;
/** Up to this many candidates every set within the budget is tried. */
const mostExact = 20;

/** Probes in the order they were chosen. Throws InvalidInputError where an exhaustive search would not end. */
export function chooseProbes(view: MaskedView, choice: ProbeChoice): number[] {
  const own = onlyModels(view, choice.among);
  const candidates = [...view.benchmarks.keys()].filter((j) => hasRange(own, j));
  const { limit } = choice;
  if (choice.method === "exhaustive" && "k" in limit) {
    const sets = choose(candidates.length, limit.k);
    if (sets > mostSets) {
      throw new InvalidInputError(
        `an exhaustive search would try ${sets.toLocaleString("en-US")} sets of ${limit.k} out of ${candidates.length}`,
        {
          hint: `Up to ${mostSets.toLocaleString("en-US")} are tried: lower --k, or take --method greedy or variance.`,
        },
      );
    }
    const value = varianceValue(own, choice.span);
    const best = bestOfSize(candidates, limit.k, value);
    return forwardBy(value, best, best.length);
  }
  if ("budget" in limit) {
    const search = { items: candidates, costs: limit.costs, budget: limit.budget };
    if (choice.method === "greedy") return searchWithinBudget({ ...search, value: errorValue(view, choice) });
    if (choice.method === "exhaustive") refuseTooMany(candidates.length);
    if (choice.method === "variance" || choice.method === "exhaustive") {
      const value = varianceValue(own, choice.span);
      if (candidates.length > mostExact) return searchWithinBudget({ ...search, value });
      const best = bestWithinBudget({ ...search, value });
      return forwardBy(value, best, best.length);
    }
    return affordable(ordered(own, candidates, choice, candidates.length), limit.costs, limit.budget);
  }
  return ordered(own, candidates, choice, limit.k);
}

function refuseTooMany(candidates: number): void {
  if (candidates <= mostExact) return;
  throw new InvalidInputError(
    `an exhaustive search within a budget takes up to ${mostExact} benchmarks, not ${candidates}`,
    { hint: "Raise --min-per-benchmark, or take --method variance or greedy." },
  );
}

function ordered(view: MaskedView, candidates: readonly number[], choice: ProbeChoice, count: number): number[] {
  const most = Math.min(count, candidates.length);
  switch (choice.method) {
    case "greedy":
    case "exhaustive":
      return greedily(view, candidates, choice, most);
    case "variance":
      return forwardBy(varianceValue(view, choice.span), candidates, most);
    case "correlation":
      return byCorrelation(view, candidates, most);
    case "coverage":
      return byCoverage(view, candidates).slice(0, most);
    case "random":
      return shuffled(candidates, choice.rng.fork("random")).slice(0, most);
  }
}

/** Forward: the benchmark whose score helps most with the other scores of models the fit has not seen. */
function greedily(view: MaskedView, candidates: readonly number[], choice: ProbeChoice, count: number): number[] {
  const search = probeSearch(foldFits(view, choice.among, folds, choice.rng.fork("folds")), choice.span);
  const chosen: number[] = [];
  while (chosen.length < count) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const candidate of candidates) {
      if (chosen.includes(candidate)) continue;
      const gain = search.gainOf(candidate);
      if (gain > most) [best, most] = [candidate, gain];
    }
    if (best < 0) break;
    chosen.push(best);
    search.add(best);
  }
  return chosen;
}

/** The fall of the mean error on unseen models' other scores, as a value of a set; for searches that swap. */
function errorValue(view: MaskedView, choice: ProbeChoice): SetValue {
  const fits = foldFits(onlyModels(view, choice.among), choice.among, folds, choice.rng.fork("folds"));
  const known = new Map<string, number>();
  const blank = new Map<string, number>();
  return (items) => {
    const key = items.toSorted((a, b) => a - b).join(",");
    const found = known.get(key);
    if (found !== undefined) return found;
    const seen = probeErrors(fits, choice.span, items);
    const value = baseline(items, key) - seen.total;
    known.set(key, value);
    return value;
  };

  /** The error on the same cells when no probe is seen. */
  function baseline(items: readonly number[], key: string): number {
    const without = fits.map((fold) => withoutScores(fold, items));
    const value = blank.get(key) ?? probeErrors(without, choice.span, []).total;
    blank.set(key, value);
    return value;
  }
}

function varianceValue(view: MaskedView, span: Float64Array): SetValue {
  const weights = view.benchmarks.map((_benchmark, j) => (hasRange(view, j) ? scoresOn(view, j) : 0));
  return varianceObjective(fitFaxModel(view, { ranks: [3] }), span, weights);
}

function forwardBy(value: SetValue, candidates: readonly number[], count: number): number[] {
  const chosen: number[] = [];
  while (chosen.length < count) {
    const left = candidates.filter((item) => !chosen.includes(item));
    const values = left.map((item) => value([...chosen, item]));
    chosen.push(left[values.indexOf(Math.max(...values))]!);
  }
  return chosen;
}

/** Most correlated with what is not chosen yet, less its correlation with what is. */
function byCorrelation(view: MaskedView, candidates: readonly number[], count: number): number[] {
  const { values, pairs } = absoluteCorrelations(view);
  const width = view.benchmarks.length;
  const between = (a: number, b: number) => (pairs(a, b) ? values[a * width + b]! : 0);
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);
  const chosen: number[] = [];
  while (chosen.length < count) {
    const left = candidates.filter((item) => !chosen.includes(item));
    const scores = left.map((item) => {
      const others = left.filter((other) => other !== item).map((other) => between(item, other));
      return mean(others) - mean(chosen.map((other) => between(item, other)));
    });
    chosen.push(left[scores.indexOf(Math.max(...scores))]!);
  }
  return chosen;
}

function absoluteCorrelations(view: MaskedView) {
  const table = correlation(denseTable(workingSpace(view)), { minPairs: 5 });
  const width = view.benchmarks.length;
  const values = new Float64Array(width * width);
  const known = new Uint8Array(width * width);
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < width; b++) {
      const r = table.values[a]?.[b] ?? null;
      if (r === null) continue;
      values[a * width + b] = Math.abs(r);
      known[a * width + b] = 1;
    }
  }
  return { values, pairs: (a: number, b: number) => known[a * width + b] === 1 };
}

function byCoverage(view: MaskedView, candidates: readonly number[]): number[] {
  return candidates.toSorted((a, b) => scoresOn(view, b) - scoresOn(view, a) || a - b);
}

function onlyModels(view: MaskedView, among: readonly number[]): MaskedView {
  const allowed = new Set(among);
  const hidden = [...view.models.keys()]
    .filter((model) => !allowed.has(model))
    .flatMap((model) =>
      Array.from(view.rows.index.subarray(view.rows.start[model]!, view.rows.start[model + 1]!), (benchmark) => ({
        model,
        benchmark,
      })),
    );
  return hidden.length === 0 ? view : narrowView(view, hidden);
}
