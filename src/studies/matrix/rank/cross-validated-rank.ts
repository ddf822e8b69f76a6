import { hardImpute, softImputePath } from "../../../linalg/masked/impute.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import { type Cell, type MaskedView, narrowView, type ValuedCell, visibleCells } from "../masked-view.ts";
import { denseTable } from "../predictors/dense-table.ts";
import { covariatesOf } from "../predictors/fax/covariates.ts";
import { fitFax } from "../predictors/fax/fax-fit.ts";
import { predictiveMoments } from "../predictors/fax/fax-posterior.ts";
import { shuffled } from "../protocols/shuffle.ts";
import { spansOf } from "../spans.ts";
import { type WorkingSpace, workingSpace } from "../working-space/working-space.ts";

export const cvMethods = ["hard-impute", "soft-impute", "fax"] as const;
export type CvMethod = (typeof cvMethods)[number];

/** How well a method predicts hidden cells with so many dimensions. */
export interface CvPoint {
  readonly method: CvMethod;
  /** Of the fit; for soft imputation the mean rank its penalty left. */
  readonly rank: number;
  /** Mean error in normalised points: 100·|ŷ−y| / range of the benchmark. */
  readonly error: number;
  /** Clustered by model. */
  readonly standardError: number;
  readonly lambda: number | null;
}

export interface CrossValidatedRank {
  readonly points: readonly CvPoint[];
  readonly best: Readonly<Record<CvMethod, { readonly minimum: CvPoint; readonly oneStandardError: CvPoint }>>;
  readonly seeds: number;
  readonly hidden: number;
}

const ranks = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const lambdas = [16, 12, 9, 7, 5, 3.5, 2.5, 1.5] as const;
/** More rounds change the hidden cells by far less than their error. */
const rounds = { hard: 40, soft: 20 } as const;

/**
 * Hides a tenth of the cells, again and again, and asks with how many dimensions they are predicted best. Nothing is filled
 * that is not estimated, so holes do not blur the answer. The least error, and the smallest rank within one standard error
 * of it (clustered by model), are both given.
 */
export function crossValidatedRank(view: MaskedView, rng: Rng, seeds = 20): CrossValidatedRank {
  const cells = visibleCells(view);
  const span = spansOf(view);
  const largest = Math.min(view.models.length, view.benchmarks.length);
  const tried = ranks.filter((rank) => rank <= largest);
  const tallies = new Map<string, Tally>();
  const tally = (method: CvMethod, at: number): Tally => {
    const key = `${method} ${at}`;
    const known = tallies.get(key) ?? newTally(view.models.length);
    tallies.set(key, known);
    return known;
  };
  for (let seed = 0; seed < seeds; seed++) {
    const hidden = shuffled(cells, rng.fork(`hidden ${seed}`)).slice(0, Math.max(1, Math.round(0.1 * cells.length)));
    const narrow = narrowView(view, hidden);
    const space = workingSpace(narrow);
    const table = denseTable(space);
    const width = view.benchmarks.length;
    const add = (into: Tally, working: (cell: Cell) => number) => score(into, hidden, space, span, working);
    for (const rank of tried) {
      const { approximation } = hardImpute(table, { rank, maxRounds: rounds.hard });
      add(tally("hard-impute", rank), ({ model, benchmark }) => approximation.data[model * width + benchmark]!);
    }
    for (const [i, soft] of softImputePath(table, lambdas, { maxRounds: rounds.soft }).entries()) {
      const into = tally("soft-impute", i);
      into.rank += soft.singularValues.length / seeds;
      add(into, ({ model, benchmark }) => soft.approximation.data[model * width + benchmark]!);
    }
    const input = { rows: space.rows, columns: space.byBenchmark, covariates: covariatesOf(narrow.models) };
    add(tally("fax", 0), () => 0);
    for (const fit of fitFax(input, tried.slice(1))) {
      add(tally("fax", fit.rank), ({ model, benchmark }) => predictiveMoments(fit, model, benchmark).mean);
    }
  }
  const points = cvMethods.flatMap((method) =>
    (method === "soft-impute" ? lambdas.map((_lambda, i) => i) : tried).map((at) => {
      const own = tally(method, at);
      const soft = method === "soft-impute";
      return { method, rank: soft ? own.rank : at, ...errorOf(own), lambda: soft ? lambdas[at]! : null };
    }),
  );
  const best = Object.fromEntries(
    cvMethods.map((method) => [method, bestOf(points.filter((point) => point.method === method))]),
  ) as CrossValidatedRank["best"];
  return { points, best, seeds, hidden: Math.max(1, Math.round(0.1 * cells.length)) };
}

/** Sums of errors and numbers of cells, by model. */
interface Tally {
  readonly sum: Float64Array;
  readonly count: Float64Array;
  rank: number;
}

function newTally(models: number): Tally {
  return { sum: new Float64Array(models), count: new Float64Array(models), rank: 0 };
}

function score(
  into: Tally,
  hidden: readonly ValuedCell[],
  space: WorkingSpace,
  span: Float64Array,
  working: (cell: Cell) => number,
): void {
  for (const cell of hidden) {
    const predicted = space.toScore(cell.benchmark, working(cell));
    into.sum[cell.model]! += (100 * Math.abs(predicted - cell.value)) / span[cell.benchmark]!;
    into.count[cell.model]!++;
  }
}

/** The mean over cells, and its standard error with models as clusters. */
function errorOf({ sum, count }: Tally): { error: number; standardError: number } {
  const cells = count.reduce((total, n) => total + n, 0);
  const error = sum.reduce((total, value) => total + value, 0) / cells;
  const models = count.filter((n) => n > 0).length;
  let squares = 0;
  for (let m = 0; m < sum.length; m++) squares += (sum[m]! - error * count[m]!) ** 2;
  return { error, standardError: Math.sqrt((models / Math.max(1, models - 1)) * squares) / cells };
}

/** Points come by rising rank. */
function bestOf(points: readonly CvPoint[]) {
  const byRank = points.toSorted((a, b) => a.rank - b.rank);
  const minimum = byRank.reduce((best, point) => (point.error < best.error ? point : best));
  const oneStandardError = byRank.find(({ error }) => error <= minimum.error + minimum.standardError)!;
  return { minimum, oneStandardError };
}
