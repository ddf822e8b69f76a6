import { TooManyCellsError } from "../../../../errors/predictor-errors.ts";
import type { Cell, MaskedView } from "../../masked-view.ts";
import type { FitOptions, FittedPredictor, Predictor } from "../../predictor.ts";
import { type WorkingSpace, type WorkingSpaceOptions, workingSpace } from "../../working-space/working-space.ts";
import { estimateInSpace, type WorkingEstimate } from "../estimate-cells.ts";
import { fitFaxModel } from "../fax/fax-posterior.ts";
import { cellCount, cellList, visibleCells } from "./cell-list.ts";
import { type CommonFactor, factorCommon } from "./common-factor.ts";
import { defaultHyperparameters, type GpHyperparameters, gpKernel } from "./gp-kernel.ts";
import { type JoinedCells, joinedCells } from "./joined-cells.ts";
import { refitHyperparameters } from "./refit-hyperparameters.ts";
import { taskPosterior } from "./task-posterior.ts";

/** Loadings and noise come from a factor analysis without covariates. */
const rank = 3;
const rounds = 40;
const leastShared = 0.8;
const mostCells = 6000;

export interface GpOptions {
  /** Learn the hyperparameters anew from the visible cells, by marginal likelihood. Some twenty times the work of a fit. */
  readonly refit?: boolean;
}

/**
 * A Gaussian process over all cells at once: scores are alike where models are alike in their public facts and benchmarks
 * in their loadings. `share` factors the covariance of the cells that all tasks see; a task then adds its own few. A task
 * whose view lacks one of those cells, or has another value there, is fitted on its own instead, so that nothing learnt
 * from a cell it hides can reach it; so is one that sees much more than they are. Throws TooManyCellsError above 6,000
 * visible cells.
 */
export function gp(space: WorkingSpaceOptions = {}, options: GpOptions = {}): Predictor {
  const refit = options.refit === true;
  const share = (common: MaskedView, { signal }: FitOptions): Pick<Predictor, "fit"> => {
    const base = commonOf(common, space, refit, signal);
    return {
      fit: (view, options) =>
        covers(view, common) && isMost(common, view) ? fitTask(base, view, space) : fitAlone(view, options),
    };
  };
  const fitAlone = (view: MaskedView, { signal }: FitOptions): FittedPredictor =>
    fitTask(commonOf(view, space, refit, signal), view, space);
  return {
    id: refit ? "gp:refit" : "gp",
    describe: () => ({
      title: "Gaussian process over models and benchmarks",
      summary:
        "Covariance between two cells is the likeness of the models (date, size, kind, maker) times that of the benchmarks " +
        "(loadings of a factor analysis, category)." +
        (refit ? " Hyperparameters are learnt anew from the visible cells." : ""),
      constants: refit ? { rank, rounds, prior_sd_of_logarithms: 1.5 } : { rank, rounds, ...defaultHyperparameters },
      source: "Rasmussen & Williams 2006; Bonilla, Chai & Williams 2008 for the product of task and input kernels",
    }),
    fit: fitAlone,
    share,
  };
}

interface Common {
  readonly factor: CommonFactor;
  readonly joined: JoinedCells;
  /** Whether a cell is among the common ones: model · benchmarks + benchmark. */
  readonly has: Uint8Array;
  readonly converged: boolean;
}

function commonOf(
  view: MaskedView,
  space: WorkingSpaceOptions,
  refit: boolean,
  signal: AbortSignal | undefined,
): Common {
  const count = view.rows.value.length;
  if (count > mostCells) throw new TooManyCellsError("gp", count, mostCells);
  const model = fitFaxModel(view, { ranks: [rank], rounds, covariates: false, space, signal });
  signal?.throwIfAborted();
  const cells = visibleCells(view);
  const kernelOf = (hyper: GpHyperparameters) => gpKernel(view.models, view.benchmarks, model.fits[0]!, hyper);
  const learnt = refit ? refitHyperparameters(kernelOf, cells, model.space.rows.value, { signal }) : null;
  const factor = factorCommon(kernelOf(learnt?.hyper ?? defaultHyperparameters), cells);
  const has = new Uint8Array(view.models.length * view.benchmarks.length);
  for (let k = 0; k < cellCount(cells); k++) has[cells.model[k]! * view.benchmarks.length + cells.benchmark[k]!] = 1;
  return { factor, joined: joinedCells(factor), has, converged: learnt?.converged ?? true };
}

function fitTask(
  { factor, joined, has, converged }: Common,
  view: MaskedView,
  options: WorkingSpaceOptions,
): FittedPredictor {
  const space = workingSpace(view, options);
  const width = view.benchmarks.length;
  const visible = visibleCells(view);
  const [commonValues, ownValues, own]: [number[], number[], Cell[]] = [[], [], []];
  for (let k = 0; k < cellCount(visible); k++) {
    const cell = { model: visible.model[k]!, benchmark: visible.benchmark[k]! };
    const value = space.rows.value[k]!;
    if (has[cell.model * width + cell.benchmark]) {
      commonValues.push(value);
    } else {
      own.push(cell);
      ownValues.push(value);
    }
  }
  const posterior = taskPosterior(factor, joined, cellList(own), commonValues, ownValues);
  return {
    converged,
    predict(cells) {
      const known = new Map<number, WorkingEstimate>();
      const wanted = new Set(cells.flatMap((cell) => standIns(space, cell).map((j) => cell.model * width + j)));
      const keys = [...wanted];
      const list = cellList(keys.map((key) => ({ model: Math.floor(key / width), benchmark: key % width })));
      for (const [k, estimate] of posterior(list).entries()) known.set(keys[k]!, estimate);
      return estimateInSpace(view, space, cells, (i, j) => known.get(i * width + j)!, "peers");
    },
  };
}

/** The benchmarks whose estimates an answer is made of: its own, or the peers of a cold one. */
function standIns({ columns }: WorkingSpace, { benchmark }: Cell): readonly number[] {
  const { count, peers } = columns[benchmark]!;
  return count > 0 ? [benchmark] : peers;
}

/** Loadings learnt from much less than a task sees would cost it more than sharing saves. */
function isMost(common: MaskedView, view: MaskedView): boolean {
  return common.rows.value.length >= leastShared * view.rows.value.length;
}

/** Whether `view` shows every cell of `common`, with the same value, and says the same of every model and benchmark. */
function covers(view: MaskedView, common: MaskedView): boolean {
  const facts = ({ models, benchmarks }: MaskedView) => JSON.stringify([models, benchmarks]);
  if (facts(view) !== facts(common)) return false;
  for (let i = 0; i < common.models.length; i++) {
    let at = view.rows.start[i]!;
    const end = view.rows.start[i + 1]!;
    for (let k = common.rows.start[i]!; k < common.rows.start[i + 1]!; k++) {
      while (at < end && view.rows.index[at]! < common.rows.index[k]!) at++;
      if (at === end || view.rows.index[at] !== common.rows.index[k] || view.rows.value[at] !== common.rows.value[k]) {
        return false;
      }
    }
  }
  return true;
}
