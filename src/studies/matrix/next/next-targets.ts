import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { MaskedView } from "../masked-view.ts";
import { type FaxModel, mixedMoments } from "../predictors/fax/fax-posterior.ts";
import { hasRange, spansOf } from "../spans.ts";
import { type KnownAbilities, measurementAt } from "./known-abilities.ts";
import { type NextAim, pointsPerUnit, type Target } from "./next-aim.ts";

/** The benchmarks that are to be told about, as known now. Throws InvalidInputError for a target that cannot be. */
export function targetsOf(
  view: MaskedView,
  known: KnownAbilities,
  measured: ReadonlySet<number>,
  aim: NextAim,
  weights: ArrayLike<number>,
): Target[] {
  const { space } = known.model;
  const span = spansOf(view);
  const open = [...view.benchmarks.keys()].filter((j) => !measured.has(j) && hasRange(view, j));
  if (aim.kind === "target") refuseTarget(view, aim.benchmark, measured, open);
  const asked = aim.kind === "target" ? [aim.benchmark] : open;
  if (aim.kind !== "target" && open.length > 0 && open.every((j) => weights[j] === 0)) {
    throw new InvalidInputError("no missing benchmark has a weight above 0: there is nothing to tell about", {
      hint: "Give --weights to benchmarks the model has no score on.",
    });
  }
  return asked.map((benchmark) => {
    const now = measurementAt(known, benchmark);
    const perUnit = aim.kind === "target" ? 1 : pointsPerUnit(space, benchmark, span);
    return {
      benchmark,
      weight: aim.kind === "target" ? 1 : weights[benchmark]!,
      now,
      pointsPerUnit: perUnit,
      pointsPerWorking: perUnit * space.slope(benchmark, now.mean),
      opponents: aim.kind === "rank" ? aim.against.map((other) => placeOf(view, known.model, other, benchmark)) : [],
    };
  });
}

/** Where a model lies on a benchmark: at its score, or where one is expected. */
function placeOf({ rows }: MaskedView, model: FaxModel, i: number, j: number) {
  for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++) {
    if (rows.index[at] === j) return { mean: model.space.rows.value[at]!, variance: 0 };
  }
  return mixedMoments(model, i, j);
}

function refuseTarget(
  { benchmarks }: MaskedView,
  target: number,
  measured: ReadonlySet<number>,
  open: readonly number[],
): void {
  const { id } = benchmarks[target]!;
  if (measured.has(target)) {
    throw new InvalidInputError(`${id} is measured already: there is nothing left to tell about it`, {
      hint: "Name a --target the model has no score on.",
    });
  }
  if (!open.includes(target)) {
    throw new InvalidInputError(`${id} has too few scores for others to tell about it`, {
      hint: "Two models with different scores are the least.",
    });
  }
}

/** The models expected to score highest over all benchmarks with a scale, in standard deviations; the best first. */
export function bestModels(view: MaskedView, model: FaxModel, except: number, count: number): number[] {
  const open = [...view.benchmarks.keys()].filter((j) => hasRange(view, j));
  const mean = (i: number) => open.reduce((sum, j) => sum + placeOf(view, model, i, j).mean, 0);
  return [...view.models.keys()]
    .filter((i) => i !== except && view.rows.start[i + 1]! > view.rows.start[i]!)
    .map((i) => ({ i, score: mean(i) }))
    .toSorted((a, b) => b.score - a.score || a.i - b.i)
    .slice(0, count)
    .map(({ i }) => i);
}
