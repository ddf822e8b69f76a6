import { bootstrapRatio } from "../../../stats/bootstrap/bootstrap-ratio.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { quantileSorted } from "../../../stats/describe/quantile.ts";
import { type MaskedView, scoresOn } from "../masked-view.ts";
import { shuffled } from "../protocols/shuffle.ts";
import { hasRange, spansOf } from "../spans.ts";
import { chooseProbes, type ProbeChoice } from "./choose-probes.ts";
import { type FoldFit, judgedCells, unseenFit, withoutScores } from "./fold-fits.ts";
import { type ProbeErrors, probeErrors } from "./probe-errors.ts";
import type { SelectionMethod } from "./selection-methods.ts";
import { affordable } from "./set-search.ts";

export interface SelectOptions {
  readonly method: SelectionMethod;
  readonly limit: ProbeChoice["limit"];
  readonly seed: number;
  /** Bootstrap draws of models for the stability. Default 100. */
  readonly draws?: number;
  /** Random subsets to compare with. Default 200. */
  readonly randomSets?: number;
}

/** Mean error on the scores that are no probes, in normalised points, after so many probes. */
export interface SelectionStep {
  readonly k: number;
  /** Selected and judged on different models. */
  readonly error: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** On the same scores when no probe is seen; the fall from there is what the probes bought. */
  readonly unprobed: number | null;
  readonly cells: number;
  /** Judged models that had none of the probes. */
  readonly withoutProbe: number;
  /** Selected and judged on the same models: too good. */
  readonly inSample: number | null;
  readonly random: { readonly median: number | null; readonly best: number | null };
  readonly coverage: number | null;
}

export interface Selection {
  readonly method: SelectionMethod;
  /** Chosen on all models, in order. */
  readonly order: readonly number[];
  readonly cost: number | null;
  readonly steps: readonly SelectionStep[];
  readonly stability: {
    /** Share of bootstrap draws of models that chose each of the benchmarks; those ever chosen. */
    readonly frequency: ReadonlyMap<number, number>;
    /** Mean Jaccard similarity of two draws' sets. */
    readonly jaccard: number | null;
    readonly draws: number;
  };
}

const outerFolds = 5;

/**
 * Chooses benchmarks whose scores tell most about the others, and says honestly how much: everything is chosen again on
 * four fifths of the models and judged on the rest, and a probe's own score is never counted.
 */
export function selectBenchmarks(view: MaskedView, options: SelectOptions): Selection {
  const { method, limit, seed, draws = 100, randomSets = 200 } = options;
  const rng = rngStream(seed, "matrix", "select");
  const models = [...view.models.keys()].filter((model) => view.rows.start[model + 1]! > view.rows.start[model]!);
  const span = spansOf(view);
  const choice = (among: readonly number[], name: string): ProbeChoice => ({
    method,
    limit,
    among,
    span,
    rng: rng.fork(name),
  });
  const order = chooseProbes(view, choice(models, "all models"));

  const parts = partition(shuffled(models, rng.fork("outer folds")), Math.min(outerFolds, models.length));
  const outer = parts.map((members, fold) => {
    const among = models.filter((model) => !members.includes(model));
    return { fit: unseenFit(view, members), order: chooseProbes(view, choice(among, `fold ${fold}`)) };
  });
  const longest = Math.max(order.length, ...outer.map((fold) => fold.order.length));
  const inSample = [unseenLike(view, models)];
  const fits = outer.map(({ fit }) => fit);
  const candidates = [...view.benchmarks.keys()].filter((j) => hasRange(view, j));
  // Baselines may spend no more than what they are compared with.
  const paid = (list: readonly number[]) => ("budget" in limit ? affordable(list, limit.costs, limit.budget) : list);
  const byCoverage = paid(candidates.toSorted((a, b) => scoresOn(view, b) - scoresOn(view, a) || a - b));
  const randomOrders = Array.from({ length: randomSets }, (_, i) =>
    paid(shuffled(candidates, rng.fork(`random ${i}`))),
  );

  const steps = Array.from({ length: longest + 1 }, (_, k): SelectionStep => {
    const judged = merged(outer.map((fold) => probeErrors([fold.fit], span, fold.order.slice(0, k))));
    const { low, high } = limits(judged, rng.fork(`interval ${k}`));
    const random = randomOrders
      .map((list) => meanOf(probeErrors(fits, span, list.slice(0, k))))
      .filter((value) => value !== null);
    const sorted = Float64Array.from(random).sort();
    return {
      k,
      error: meanOf(judged),
      low,
      high,
      unprobed: meanOf(
        merged(outer.map((fold) => probeErrors([withoutScores(fold.fit, fold.order.slice(0, k))], span, []))),
      ),
      cells: judged.cells,
      withoutProbe: judged.withoutProbe,
      inSample: k > order.length ? null : meanOf(probeErrors(inSample, span, order.slice(0, k))),
      random: { median: quantileSorted(sorted, 0.5), best: sorted[0] ?? null },
      coverage: meanOf(probeErrors(fits, span, byCoverage.slice(0, k))),
    };
  });
  return {
    method,
    order,
    cost: "budget" in limit ? order.reduce((sum, item) => sum + limit.costs[item]!, 0) : null,
    steps,
    stability: stabilityOf(view, models, choice, draws, rng),
  };
}

/** Models drawn anew; a model drawn twice counts once, as it would teach a fit nothing twice over. */
function stabilityOf(
  view: MaskedView,
  models: readonly number[],
  choice: (among: readonly number[], name: string) => ProbeChoice,
  draws: number,
  rng: ReturnType<typeof rngStream>,
): Selection["stability"] {
  const sets = Array.from({ length: draws }, (_, draw) => {
    const own = rng.fork(`draw ${draw}`);
    const drawn = new Set(models.map(() => models[own.integer(models.length)]!));
    return new Set(
      chooseProbes(
        view,
        choice(
          [...drawn].toSorted((a, b) => a - b),
          `draw ${draw}`,
        ),
      ),
    );
  });
  const frequency = new Map<number, number>();
  for (const set of sets) for (const item of set) frequency.set(item, (frequency.get(item) ?? 0) + 1 / draws);
  let sum = 0;
  let pairs = 0;
  for (const [i, a] of sets.entries()) {
    for (const b of sets.slice(i + 1)) {
      const union = a.union(b).size;
      if (union === 0) continue;
      sum += a.intersection(b).size / union;
      pairs++;
    }
  }
  return { frequency, jaccard: pairs === 0 ? null : sum / pairs, draws };
}

/** A fit that has seen everything, to be judged on what it saw. */
function unseenLike(view: MaskedView, models: readonly number[]): FoldFit {
  const seen = unseenFit(view, []);
  return { ...seen, unseen: models.map((model) => ({ model, cells: judgedCells(view, model, seen.space) })) };
}

function merged(parts: readonly ProbeErrors[]): ProbeErrors {
  return {
    total: parts.reduce((sum, { total }) => sum + total, 0),
    cells: parts.reduce((sum, { cells }) => sum + cells, 0),
    withoutProbe: parts.reduce((sum, { withoutProbe }) => sum + withoutProbe, 0),
    byModel: new Map(parts.flatMap(({ byModel }) => [...byModel])),
  };
}

function limits(
  { byModel }: ProbeErrors,
  rng: ReturnType<typeof rngStream>,
): { low: number | null; high: number | null } {
  const rows = [...byModel.values()].filter(({ cells }) => cells > 0);
  if (rows.length < 5) return { low: null, high: null };
  const estimate = bootstrapRatio(
    rows.map(({ total }) => total),
    rows.map(({ cells }) => cells),
    { rng, resamples: 2000 },
  );
  return { low: estimate.ci?.low ?? null, high: estimate.ci?.high ?? null };
}

function meanOf({ total, cells }: ProbeErrors): number | null {
  return cells === 0 ? null : total / cells;
}

function partition(order: readonly number[], parts: number): number[][] {
  return Array.from({ length: parts }, (_, part) => order.filter((_model, i) => i % parts === part));
}
