import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { MaskedView } from "../masked-view.ts";
import { fitFaxModel } from "../predictors/fax/fax-posterior.ts";
import { affordable, searchWithinBudget } from "../select/set-search.ts";
import { hasRange } from "../spans.ts";
import { abilitiesOf } from "./known-abilities.ts";
import { aimValue, type NextAim } from "./next-aim.ts";
import { bestModels, targetsOf } from "./next-targets.ts";
import {
  afterBuying,
  gainOf,
  meanHalfWidth,
  nothingBought,
  type PlanContext,
  type PlanState,
  type Suggestion,
  suggest,
} from "./suggestion.ts";

export interface NextOptions {
  /** `top-10`: the order against the ten models that are expected to score highest. */
  readonly aim: NextAim | { readonly kind: "top-10" };
  /** By benchmark, from 0 on: how much each counts. Default 1. */
  readonly weights?: ArrayLike<number>;
  /** By benchmark, above 0. */
  readonly costs: ArrayLike<number>;
  /** Benchmarks that cost more are not offered. */
  readonly costCap?: number;
  /** How many to pick one after the other, or how much they may cost together. */
  readonly limit: { readonly k: number } | { readonly budget: number };
  readonly signal?: AbortSignal;
}

export interface NextPlan {
  readonly model: number;
  readonly aim: NextAim;
  /** The benchmarks that are to be told about. */
  readonly targets: readonly number[];
  /** Their mean 90 % half-width as things stand, in points. */
  readonly halfWidth: number | null;
  /** Every benchmark that could be run first, by gain per cost. */
  readonly ranking: readonly Suggestion[];
  /** What to run, in order; each gain is on top of those before it. */
  readonly picks: readonly Suggestion[];
  readonly leftOut: {
    readonly measured: number;
    /** No two models with different scores, so that nothing is known of them. */
    readonly withoutRange: readonly number[];
    /** Above the cap. */
    readonly tooDear: number;
  };
}

const best = 10;

/**
 * Which benchmark to run next on model i: the one whose score is expected to take most of the doubt about the others, by
 * its cost. Covariances of factor analysis do not depend on what will be measured, so nothing is refitted or simulated.
 * Throws InvalidInputError where nothing can be bought or told about.
 */
export function planNext(view: MaskedView, i: number, options: NextOptions): NextPlan {
  const { costs, limit } = options;
  const model = fitFaxModel(view, options.signal === undefined ? {} : { signal: options.signal });
  const known = abilitiesOf(model, i);
  const aim: NextAim =
    options.aim.kind === "top-10" ? { kind: "rank", against: bestModels(view, model, i, best) } : options.aim;
  const measured = new Set(view.rows.index.subarray(view.rows.start[i]!, view.rows.start[i + 1]!));
  const weights = options.weights ?? new Float64Array(view.benchmarks.length).fill(1);
  const targets = targetsOf(view, known, measured, aim, weights);
  const missing = [...view.benchmarks.keys()].filter((j) => !measured.has(j));
  const offered = missing.filter((j) => hasRange(view, j) && !(aim.kind === "target" && aim.benchmark === j));
  const candidates = offered.filter((j) => costs[j]! <= (options.costCap ?? Number.POSITIVE_INFINITY));
  refuseNothing(view, i, { offered, candidates, missing: missing.length }, options);

  const context: PlanContext = { targets, value: aimValue(aim, targets), costs };
  const start = nothingBought(known);
  return {
    model: i,
    aim,
    targets: targets.map(({ benchmark }) => benchmark),
    halfWidth: meanHalfWidth(model.space, targets),
    ranking: candidates
      .map((benchmark) => suggest(start, benchmark, context))
      .toSorted((a, b) => b.gainPerCost - a.gainPerCost || a.cost - b.cost || a.benchmark - b.benchmark),
    picks:
      "k" in limit
        ? forward(start, candidates, context, limit.k)
        : forward(start, within(start, candidates, limit.budget, context), context),
    leftOut: {
      measured: measured.size,
      withoutRange: missing.filter((j) => !hasRange(view, j)),
      tooDear: offered.length - candidates.length,
    },
  };
}

/** One after the other by gain per cost. */
function forward(
  start: PlanState,
  items: readonly number[],
  context: PlanContext,
  most: number = items.length,
): Suggestion[] {
  const picks: Suggestion[] = [];
  let state = start;
  let left = items;
  while (picks.length < most && left.length > 0) {
    const perCost = left.map((item) => gainOf(state, item, context) / context.costs[item]!);
    const next = left[perCost.indexOf(Math.max(...perCost))]!;
    picks.push(suggest(state, next, context));
    state = afterBuying(state, next);
    left = left.filter((item) => item !== next);
  }
  return picks;
}

/** What is bought is no longer to be told about, so a set's worth may fall as it grows; what is left is spent all the same. */
function within(start: PlanState, items: readonly number[], budget: number, context: PlanContext): number[] {
  const { value, costs } = context;
  const best = searchWithinBudget({
    items,
    costs,
    budget,
    value(chosen) {
      const { drops, bought } = chosen.reduce(afterBuying, start);
      return value(drops, new Set(bought));
    },
  });
  const left = budget - best.reduce((sum, item) => sum + costs[item]!, 0);
  const others = items.filter((item) => !best.includes(item));
  const further = forward(best.reduce(afterBuying, start), others, context).map(({ benchmark }) => benchmark);
  return [...best, ...affordable(further, costs, left)];
}

function refuseNothing(
  view: MaskedView,
  i: number,
  found: { readonly offered: readonly number[]; readonly candidates: readonly number[]; readonly missing: number },
  { costs, costCap, limit }: NextOptions,
): void {
  const { offered, candidates, missing } = found;
  if (offered.length === 0) {
    throw new InvalidInputError(
      missing === 0
        ? `${view.models[i]!.id} has a score on every benchmark`
        : `no benchmark that ${view.models[i]!.id} lacks can tell anything`,
      { hint: "Name another --model; assay matrix extract lists what is there." },
    );
  }
  const cheapest = Math.min(...offered.map((j) => costs[j]!));
  if (candidates.length === 0) {
    throw new InvalidInputError(`--cost-cap ${costCap} leaves nothing: the cheapest costs ${cheapest}`, {
      hint: "Raise --cost-cap.",
    });
  }
  if ("budget" in limit && limit.budget < cheapest) {
    throw new InvalidInputError(`a budget of ${limit.budget} buys nothing: the cheapest costs ${cheapest}`, {
      hint: "Raise --budget.",
    });
  }
  if ("k" in limit && (limit.k < 1 || limit.k > candidates.length)) {
    throw new InvalidInputError(`--k ${limit.k} of ${candidates.length} benchmarks that could be run`, {
      hint: `Choose between 1 and ${candidates.length}.`,
    });
  }
}
