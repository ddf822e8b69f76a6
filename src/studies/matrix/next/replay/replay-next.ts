import { InvalidInputError } from "../../../../errors/input-errors.ts";
import { bootstrap } from "../../../../stats/bootstrap/bootstrap.ts";
import type { BootstrapEstimate } from "../../../../stats/bootstrap/bootstrap-options.ts";
import type { Rng } from "../../../../stats/chance/rng.ts";
import { rngStream } from "../../../../stats/chance/rng-stream.ts";
import type { MaskedView } from "../../masked-view.ts";
import { shuffled } from "../../protocols/shuffle.ts";
import { spansOf } from "../../spans.ts";
import { coverageOrder, greedyOrder, nextBuyer, orderBuyer, randomOrder } from "./buyers.ts";
import { areaUnder, type Buyer, errorAt, type ReplayStep, replay, replayModel } from "./replay-model.ts";

export const replayStrategies = ["next", "greedy", "coverage", "random"] as const;
export type ReplayStrategy = (typeof replayStrategies)[number];

export interface ReplayOptions {
  /** By benchmark, above 0. */
  readonly costs: ArrayLike<number>;
  readonly seed: number;
  /** Models with fewer scores are not replayed. Default 15. */
  readonly minCells?: number;
  /** Random orders a model. Default 20. */
  readonly draws?: number;
  /** How often each model's scores are parted into thirds, each third judged by in turn. Default 3. */
  readonly partitions?: number;
  /** Positions of models that are never replayed; the fits see their scores. */
  readonly exclude?: ReadonlySet<number>;
  readonly onModel?: (done: number, of: number) => void;
}

export interface Replay {
  /** By model: the mean error over all spending, by strategy; a random order's is the mean over draws. */
  readonly models: readonly {
    readonly model: number;
    /** Those that are bought or judged by. */
    readonly scores: number;
    readonly area: Readonly<Record<ReplayStrategy, number>>;
  }[];
  /** Mean over models, its interval, and that of the difference from random on the same models (below 0: better). */
  readonly strategies: Readonly<
    Record<ReplayStrategy, { readonly area: BootstrapEstimate; readonly minusRandom: BootstrapEstimate | null }>
  >;
  /** Mean error over models once a share of the costs was spent, with its interval. */
  readonly curves: Readonly<
    Record<ReplayStrategy, readonly { readonly spent: number; readonly error: BootstrapEstimate }[]>
  >;
  readonly draws: number;
  readonly partitions: number;
}

const groups = 5;
const gridSteps = 20;
const fewest = 3;

/**
 * Would `next` have bought well? Each model in turn starts without a score and buys those it has, one after the other,
 * judged on a fixed third that nothing may reveal. The fits and the greedy order never see the model that is replayed.
 * Throws InvalidInputError with fewer than 3 models to replay.
 */
export function replayNext(view: MaskedView, options: ReplayOptions): Replay {
  const { costs, seed, minCells = 15, draws = 20, partitions = 3, exclude = new Set(), onModel } = options;
  const rng = rngStream(seed, "matrix", "next", "replay");
  const countOf = (i: number) => view.rows.start[i + 1]! - view.rows.start[i]!;
  const eligible = [...view.models.keys()].filter((i) => countOf(i) >= minCells && !exclude.has(i));
  if (eligible.length < fewest) {
    throw new InvalidInputError(
      `${eligible.length} model(s) with ${minCells} scores or more; ${fewest} are needed for a replay`,
      { hint: "Lower --min-cells, or read more data." },
    );
  }
  const span = spansOf(view);
  const greedy = greedyOrders(view, costs, span, rng.fork("greedy"));
  const runs = eligible.map((model, at) => {
    const own = rng.fork(`model ${view.models[model]!.id}`);
    const setting = replayModel(view, model, partitions, own.fork("thirds"));
    const follow = (buyer: Buyer) => setting.splits.map((split) => replay(setting.start, split, buyer, costs, span));
    const steps: Record<ReplayStrategy, readonly ReplayStep[][]> = {
      next: follow(nextBuyer(setting, costs)),
      greedy: follow(orderBuyer(greedy(model))),
      coverage: follow(orderBuyer(coverageOrder(setting.view))),
      random: Array.from({ length: draws }, (_, draw) =>
        follow(orderBuyer(randomOrder(view, own.fork(`draw ${draw}`)))),
      ).flat(),
    };
    onModel?.(at + 1, eligible.length);
    return { model, scores: setting.splits[0]!.buyable.length + setting.splits[0]!.judged.length, steps };
  });

  const areas = runs.map(({ steps }) => byStrategy((strategy) => mean(steps[strategy].map(areaUnder))));
  const interval = (values: readonly number[], name: string) => bootstrapMean(values, rng.fork(name));
  return {
    models: runs.map(({ model, scores }, at) => ({ model, scores, area: areas[at]! })),
    strategies: byStrategy((strategy) => ({
      area: interval(
        areas.map((area) => area[strategy]),
        `area ${strategy}`,
      ),
      minusRandom:
        strategy === "random"
          ? null
          : interval(
              areas.map((area) => area[strategy] - area.random),
              `difference ${strategy}`,
            ),
    })),
    curves: byStrategy((strategy) =>
      Array.from({ length: gridSteps + 1 }, (_, k) => {
        const spent = k / gridSteps;
        const errors = runs.map(({ steps }) => mean(steps[strategy].map((list) => errorAt(list, spent))));
        return { spent, error: interval(errors, `curve ${strategy} ${k}`) };
      }),
    ),
    draws,
    partitions,
  };
}

/** An order for each model, learnt on the models outside its group. */
function greedyOrders(
  view: MaskedView,
  costs: ArrayLike<number>,
  span: Float64Array,
  rng: Rng,
): (model: number) => readonly number[] {
  const models = [...view.models.keys()];
  const group = new Map(shuffled(models, rng.fork("groups")).map((model, i) => [model, i % groups]));
  const orders = Array.from({ length: groups }, (_, g) => {
    const among = models.filter((model) => group.get(model) !== g);
    return greedyOrder(view, among, costs, span, rng.fork(`group ${g}`));
  });
  return (model) => orders[group.get(model)!]!;
}

function byStrategy<T>(of: (strategy: ReplayStrategy) => T): Record<ReplayStrategy, T> {
  return { next: of("next"), greedy: of("greedy"), coverage: of("coverage"), random: of("random") };
}

function bootstrapMean(values: readonly number[], rng: Rng): BootstrapEstimate {
  return bootstrap(values, (drawn) => mean(drawn), { rng, resamples: 2000, method: values.length < 10 ? "t" : "bca" });
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
