import type { Rng } from "../../../stats/chance/rng.ts";
import { cellsOfModel, type MaskedView, narrowView } from "../masked-view.ts";
import type { FaxFit } from "../predictors/fax/fax-fit.ts";
import { fitFaxModel } from "../predictors/fax/fax-posterior.ts";
import { shuffled } from "../protocols/shuffle.ts";
import { hasRange } from "../spans.ts";
import type { WorkingSpace } from "../working-space/working-space.ts";

/** A fit that has not seen some models, and those models: on them it can be seen what a few scores tell of the rest. */
export interface FoldFit {
  readonly fit: FaxFit;
  readonly space: WorkingSpace;
  readonly unseen: readonly UnseenModel[];
}

export interface UnseenModel {
  readonly model: number;
  /** Its scores, which the fit has not seen, where there is a range to judge by. */
  readonly cells: readonly { readonly benchmark: number; readonly value: number; readonly working: number }[];
}

/** Dimensions used to choose by; the choice hardly depends on it, and one rank is five times as quick as five. */
const rank = 3;

/** Parts the models into folds and fits each fold's complement. `among`: the models to part; others stay hidden throughout. */
export function foldFits(view: MaskedView, among: readonly number[], folds: number, rng: Rng): FoldFit[] {
  const allowed = new Set(among);
  const outside = [...view.models.keys()].filter((model) => !allowed.has(model));
  const order = shuffled(among, rng);
  const parts = Math.min(folds, order.length);
  return Array.from({ length: parts }, (_, fold) => {
    const members = order.filter((_model, i) => i % parts === fold).toSorted((a, b) => a - b);
    return unseenFit(view, members, outside);
  });
}

/** A fit without the scores of `members` and of `outside`; the members are what it is to be tried on. */
export function unseenFit(view: MaskedView, members: readonly number[], outside: readonly number[] = []): FoldFit {
  const hidden = [...members, ...outside].flatMap((model) => cellsOfModel(view, model));
  const narrow = narrowView(view, hidden);
  const { fits, space } = fitFaxModel(narrow, { ranks: [Math.min(rank, Math.max(1, view.benchmarks.length - 1))] });
  return {
    fit: fits[0]!,
    space,
    unseen: members.map((model) => ({
      model,
      cells: judgedCells(view, model, space),
    })),
  };
}

/** A model's scores but those on benchmarks without a range, where an error has no size. */
export function judgedCells(view: MaskedView, model: number, space: WorkingSpace): UnseenModel["cells"] {
  return cellsOfModel(view, model)
    .filter(({ benchmark }) => hasRange(view, benchmark))
    .map(({ benchmark, value }) => ({ benchmark, value, working: space.toWorking(benchmark, value) }));
}

/** The fold as if its models had no score on these benchmarks. */
export function withoutScores(fold: FoldFit, benchmarks: readonly number[]): FoldFit {
  const gone = new Set(benchmarks);
  return {
    ...fold,
    unseen: fold.unseen.map((unseen) => ({
      ...unseen,
      cells: unseen.cells.filter(({ benchmark }) => !gone.has(benchmark)),
    })),
  };
}
