import { adjustPValues } from "../../../stats/multiplicity/adjust-p-values.ts";
import { studentTSurvival } from "../../../stats/special/student-t.ts";
import { type Cell, type MaskedView, narrowView, scoresOf, scoresOn, visibleCells } from "../masked-view.ts";
import { mixtureOf } from "../predictors/estimate-cells.ts";
import { type FaxModel, fitFaxModel, type Moments, mixedMoments } from "../predictors/fax/fax-posterior.ts";
import { momentsAsIfUnmeasured } from "./local-refit.ts";

/** A score that does not fit what the others say. It says "check", never "wrong". */
export interface OddCell {
  readonly cell: Cell;
  readonly value: number;
  /** Where the others would have put it, in the benchmark's own unit. */
  readonly expected: number;
  /** Nine tenths of such scores would lie between these. */
  readonly low: number;
  readonly high: number;
  /** Standardised residual without the cell itself. */
  readonly z: number;
  readonly p: number;
  /** Benjamini–Hochberg over all cells. */
  readonly q: number;
}

export interface OddCellOptions {
  /** Fit everything again without each cell, instead of its benchmark and its model alone; slow. */
  readonly exact?: boolean;
  readonly signal?: AbortSignal;
}

/** Half the width, in standard deviations, of the middle nine tenths of a normal. */
const nineTenths = 1.6448536269514722;

/**
 * The standardised leave-cell-out residual of every visible score that others can be held against, by factor analysis with covariates. By default
 * the benchmark's loadings and noise and the model's abilities are told without the cell; `exact` fits everything again.
 *
 * Two passes: what looks odd in the first is hidden from the fit that judges all in the second. Residuals are divided by
 * their robust spread, and tails are Student's, with as many degrees of freedom as the benchmark has scores to spare. Where
 * half of the table is empty an error of four standard deviations by the true loadings is about three by fitted ones, so
 * that about half of such errors are found there; in a dense table five in six.
 */
export function oddCells(view: MaskedView, { exact = false, signal }: OddCellOptions = {}): OddCell[] {
  const passed = signal === undefined ? {} : { signal };
  const cells = judgedCells(view);
  const first = residualsOf(view, cells, new Set(), exact, passed);
  // What looks odd at first sight is kept out of the fit that judges all, so that it can no longer bend it its way.
  const suspect = new Set(cells.filter((_cell, i) => Math.abs(first.rows[i]!.residual) > atFirstSight).map(keyOf));
  const { rows, space } = suspect.size === 0 ? first : residualsOf(view, cells, suspect, exact, passed);
  if (rows.length === 0) return [];
  const residuals = rows.map(({ residual }) => residual);
  const spreads = robustSpreads(rows);
  // Loadings and noise of a benchmark are known from its scores alone, so few of them make long tails.
  const p = rows.map(({ cell, residual }, i) => {
    const df = Math.max(1, scoresOn(view, cell.benchmark) - lostDegrees);
    return Math.min(1, 2 * studentTSurvival(Math.abs(residual) / spreads[i]!, df));
  });
  const q = adjustPValues(p, { method: "bh" });
  return rows.map(({ cell, value, mean, variance }, i) => {
    const half = nineTenths * spreads[i]! * Math.sqrt(variance);
    return {
      cell,
      value,
      expected: space.toScore(cell.benchmark, mean),
      low: space.toScore(cell.benchmark, mean - half),
      high: space.toScore(cell.benchmark, mean + half),
      z: residuals[i]! / spreads[i]!,
      p: p[i]!,
      q: q[i]!,
    };
  });
}

/** Scores that the spread over all benchmarks counts for beside a benchmark's own. */
const sharedSpread = 20;

/** How wide residuals really are, by the middle ones: over all cells, mixed with each benchmark's own. */
function robustSpreads(rows: readonly { readonly cell: Cell; readonly residual: number }[]): number[] {
  const scaleOf = (list: typeof rows) => 1.482602218505602 * median(list.map(({ residual }) => Math.abs(residual)));
  const all = scaleOf(rows);
  const own = new Map(
    [...Map.groupBy(rows, ({ cell }) => cell.benchmark)].map(([benchmark, list]) => {
      const weight = list.length / (list.length + sharedSpread);
      return [benchmark, Math.sqrt(weight * scaleOf(list) ** 2 + (1 - weight) * all ** 2)];
    }),
  );
  return rows.map(({ cell }) => own.get(cell.benchmark)!);
}

/** A benchmark's intercept, noise, and about three loadings. */
const lostDegrees = 4;

/** Residuals beyond this many standard deviations are taken out of the fit before all cells are judged. */
const atFirstSight = 2.5;

interface JudgedCell {
  readonly cell: Cell;
  readonly value: number;
}

function keyOf({ cell }: JudgedCell): string {
  return `${cell.model} ${cell.benchmark}`;
}

/** Every cell against a fit from which `suspect` ones are hidden. */
function residualsOf(
  view: MaskedView,
  cells: readonly JudgedCell[],
  suspect: ReadonlySet<string>,
  exact: boolean,
  options: { signal?: AbortSignal },
) {
  const shown = narrowView(
    view,
    cells.filter((entry) => suspect.has(keyOf(entry))).map(({ cell }) => cell),
  );
  const model = fitFaxModel(shown, options);
  const { space } = model;
  const rows = cells.map((entry) => {
    options.signal?.throwIfAborted();
    const { cell, value } = entry;
    const z = space.toWorking(cell.benchmark, value);
    const { mean, variance } = suspect.has(keyOf(entry))
      ? mixedMoments(model, cell.model, cell.benchmark)
      : exact
        ? refitted(shown, cell, options)
        : withoutCell(model, cell);
    return { cell, value, mean, variance, residual: (z - mean) / Math.sqrt(variance) };
  });
  return { rows, space };
}

function withoutCell({ fits, space }: FaxModel, { model, benchmark }: Cell): Moments {
  return mixtureOf(fits.map((fit) => momentsAsIfUnmeasured(fit, space.byBenchmark, model, benchmark)));
}

function refitted(view: MaskedView, cell: Cell, options: { signal?: AbortSignal }): Moments {
  return mixedMoments(fitFaxModel(narrowView(view, [cell]), options), cell.model, cell.benchmark);
}

/** Fewer scores than this on the benchmark, or of the model, cannot tell what fits. */
const fewestScores = { benchmark: 6, model: 4 };

function judgedCells(view: MaskedView): JudgedCell[] {
  return visibleCells(view)
    .filter(({ model }) => scoresOf(view, model) >= fewestScores.model)
    .filter(({ benchmark }) => scoresOn(view, benchmark) >= fewestScores.benchmark)
    .map(({ model, benchmark, value }) => ({ cell: { model, benchmark }, value }));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}
