import type { Rng } from "../../../../stats/chance/rng.ts";
import { type MaskedView, narrowView } from "../../masked-view.ts";
import { fitFaxModel } from "../../predictors/fax/fax-posterior.ts";
import { shuffled } from "../../protocols/shuffle.ts";
import { hasRange } from "../../spans.ts";
import { abilitiesOf, afterMeasuring, type KnownAbilities, measurementAt } from "../known-abilities.ts";

/** A score of the model that is replayed, hidden from the fits. */
export interface ReplayCell {
  readonly benchmark: number;
  readonly value: number;
}

/** A model that starts without a score: what it may buy, and what it is judged by. */
export interface ReplayModel {
  readonly model: number;
  /** The table without any of its scores. */
  readonly view: MaskedView;
  readonly start: KnownAbilities;
  readonly splits: readonly ReplaySplit[];
}

export interface ReplaySplit {
  readonly buyable: readonly ReplayCell[];
  /** A third of the model's scores, the same for all who buy; nothing may reveal them. */
  readonly judged: readonly ReplayCell[];
}

/**
 * Hides a model's scores and parts them into thirds, `partitions` times over; each third is judged by in turn. Scores on
 * benchmarks without a range once these are hidden play no part.
 */
export function replayModel(view: MaskedView, model: number, partitions: number, rng: Rng): ReplayModel {
  const { rows } = view;
  const [from, to] = [rows.start[model]!, rows.start[model + 1]!];
  const cells = Array.from({ length: to - from }, (_, k) => ({
    benchmark: rows.index[from + k]!,
    value: rows.value[from + k]!,
  }));
  const hidden = narrowView(
    view,
    cells.map(({ benchmark }) => ({ model, benchmark })),
  );
  const usable = cells.filter(({ benchmark }) => hasRange(hidden, benchmark));
  const splits = Array.from({ length: partitions }, (_, partition) => {
    const order = shuffled(usable, rng.fork(`partition ${partition}`));
    return Array.from({ length: parts }, (_third, part) => {
      const judged = order.filter((_cell, at) => at % parts === part);
      return { judged, buyable: usable.filter((cell) => !judged.includes(cell)) };
    });
  }).flat();
  return { model, view: hidden, start: abilitiesOf(fitFaxModel(hidden), model), splits };
}

const parts = 3;

/** Error on the judged scores after so much was spent. */
export interface ReplayStep {
  /** Share of what all buyable scores cost. */
  readonly spent: number;
  /** Mean absolute error in normalised points. */
  readonly error: number;
}

/** What to buy next, given what is known and what is left. */
export type Buyer = (known: KnownAbilities, left: readonly ReplayCell[], bought: readonly number[]) => ReplayCell;

/** Buys until nothing is left; the first step is before anything is bought, the last has spent all. */
export function replay(
  start: KnownAbilities,
  { buyable, judged }: ReplaySplit,
  buyer: Buyer,
  costs: ArrayLike<number>,
  span: ArrayLike<number>,
): ReplayStep[] {
  const { space } = start.model;
  const total = buyable.reduce((sum, { benchmark }) => sum + costs[benchmark]!, 0);
  const errorOf = (known: KnownAbilities) =>
    judged.reduce((sum, { benchmark, value }) => {
      const predicted = space.toScore(benchmark, measurementAt(known, benchmark).mean);
      return sum + (100 * Math.abs(predicted - value)) / span[benchmark]!;
    }, 0) / judged.length;
  const steps = [{ spent: 0, error: errorOf(start) }];
  const bought: number[] = [];
  let [known, left, paid]: [KnownAbilities, readonly ReplayCell[], number] = [start, buyable, 0];
  while (left.length > 0) {
    const next = buyer(known, left, bought);
    known = afterMeasuring(known, next.benchmark, space.toWorking(next.benchmark, next.value));
    left = left.filter((cell) => cell !== next);
    bought.push(next.benchmark);
    paid += costs[next.benchmark]!;
    steps.push({ spent: left.length === 0 ? 1 : paid / total, error: errorOf(known) });
  }
  return steps;
}

/** Mean error over the spending, from nothing to everything: the area under error against cost. */
export function areaUnder(steps: readonly ReplayStep[]): number {
  return steps.slice(1).reduce((sum, { spent }, k) => sum + steps[k]!.error * (spent - steps[k]!.spent), 0);
}

/** The error that stands once a share was spent. */
export function errorAt(steps: readonly ReplayStep[], spent: number): number {
  return steps.findLast((step) => step.spent <= spent + 1e-12)!.error;
}
