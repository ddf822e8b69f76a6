import type { FoldFit, UnseenModel } from "./fold-fits.ts";
import { afterScore, expected, type Posterior, priorOf } from "./probe-posterior.ts";

/** Errors on the scores of unseen models that are not among the probes, in normalised points. */
export interface ProbeErrors {
  /** Sum over cells. */
  readonly total: number;
  readonly cells: number;
  /** Models that have none of the probes; they count, predicted from public facts alone. */
  readonly withoutProbe: number;
  /** Sum of errors and number of cells by model, for intervals. */
  readonly byModel: ReadonlyMap<number, { readonly total: number; readonly cells: number }>;
}

/** How far off the other scores of unseen models are when only `probes` are seen of each. Probes are never scored. */
export function probeErrors(folds: readonly FoldFit[], span: Float64Array, probes: readonly number[]): ProbeErrors {
  const chosen = new Set(probes);
  const byModel = new Map<number, { total: number; cells: number }>();
  let [total, cells, withoutProbe] = [0, 0, 0];
  for (const fold of folds) {
    for (const unseen of fold.unseen) {
      const own = unseen.cells.filter(({ benchmark }) => chosen.has(benchmark));
      if (own.length === 0) withoutProbe++;
      const posterior = own.reduce(
        (now, { benchmark, working }) => afterScore(fold.fit, now, benchmark, working),
        priorOf(fold.fit, unseen.model),
      );
      const tally = byModel.get(unseen.model) ?? { total: 0, cells: 0 };
      for (const cell of unseen.cells) {
        if (chosen.has(cell.benchmark)) continue;
        const error = errorOf(fold, posterior.mean, cell, span);
        tally.total += error;
        tally.cells++;
        total += error;
        cells++;
      }
      byModel.set(unseen.model, tally);
    }
  }
  return { total, cells, withoutProbe, byModel };
}

/** State of a forward search: what is known of each unseen model after the probes so far. */
export interface ProbeSearch {
  /** By how much the errors on cells that are scored both with and without it fall when a benchmark joins the probes. */
  gainOf(benchmark: number): number;
  add(benchmark: number): void;
}

export function probeSearch(folds: readonly FoldFit[], span: Float64Array): ProbeSearch {
  const chosen = new Set<number>();
  const states = folds.flatMap((fold) =>
    fold.unseen.map((unseen) => {
      const posterior = priorOf(fold.fit, unseen.model);
      const probes = new Map(unseen.cells.map((cell) => [cell.benchmark, cell]));
      return { fold, unseen, probes, posterior, errors: errorsOf(fold, posterior, unseen, span) };
    }),
  );
  return {
    gainOf(benchmark) {
      let gain = 0;
      for (const { fold, unseen, probes, posterior, errors } of states) {
        const probe = probes.get(benchmark);
        if (probe === undefined) continue;
        const next = afterScore(fold.fit, posterior, benchmark, probe.working);
        for (const [i, cell] of unseen.cells.entries()) {
          if (cell.benchmark === benchmark || chosen.has(cell.benchmark)) continue;
          gain += errors[i]! - errorOf(fold, next.mean, cell, span);
        }
      }
      return gain;
    },
    add(benchmark) {
      chosen.add(benchmark);
      for (const state of states) {
        const probe = state.probes.get(benchmark);
        if (probe === undefined) continue;
        state.posterior = afterScore(state.fold.fit, state.posterior, benchmark, probe.working);
        state.errors = errorsOf(state.fold, state.posterior, state.unseen, span);
      }
    },
  };
}

function errorsOf(fold: FoldFit, { mean }: Posterior, { cells }: UnseenModel, span: Float64Array): Float64Array {
  return Float64Array.from(cells, (cell) => errorOf(fold, mean, cell, span));
}

function errorOf(
  { fit, space }: FoldFit,
  mean: Float64Array,
  { benchmark, value }: UnseenModel["cells"][number],
  span: Float64Array,
): number {
  const predicted = space.toScore(benchmark, expected(fit, mean, benchmark));
  return (100 * Math.abs(predicted - value)) / span[benchmark]!;
}
