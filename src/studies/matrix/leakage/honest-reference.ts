import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { quantileSorted } from "../../../stats/describe/quantile.ts";
import { normalCdf } from "../../../stats/special/normal-distribution.ts";
import { type HeldOutCell, normalised } from "../audit/runs/held-out.ts";
import { maskView } from "../masked-view.ts";
import type { Predictor } from "../predictor.ts";
import { type WorkingSpace, workingSpace } from "../working-space/working-space.ts";
import { clip, leakSlope } from "./leak-slope.ts";

/** What an analyst who saw no held-out cell could have said about it. */
export interface HonestReference {
  readonly cells: readonly HonestCell[];
  /** Predictors of ours run under the same mask, each with the slope it has without any leak. */
  readonly builtIn: readonly { readonly id: string; readonly beta: number | null }[];
  /** The largest of them, at least 0. */
  readonly largestBuiltIn: number;
  /** The 0.1 % quantile of the error our reference would make if its own doubt about the cells were right. */
  readonly floorMae: number | null;
}

export interface HonestCell {
  readonly held: HeldOutCell;
  /** The reference prediction on the normalised scale, clipped to 0 … 100; null where there is none. */
  readonly expected: number | null;
  /** How likely the truth lies between two scores, by the reference's own doubt; null where it has none. */
  chanceWithin(low: number, high: number): number | null;
  /** Decimals a typical score of the benchmark is given with. */
  readonly decimals: number;
  /** A score drawn from that doubt, normalised; null where it has none. */
  draw(rng: Rng): number | null;
}

const floorDraws = 4000;

/**
 * Fits the reference and the built-in predictors once per masked model, hiding that model's held-out cells only, and never
 * showing them what is held out. A cell on which a predictor is silent gets the mean of the visible column.
 */
export function honestReference(
  table: ScoreTable,
  held: readonly HeldOutCell[],
  options: { readonly reference: Predictor; readonly builtIn: readonly Predictor[]; readonly seed: number },
): HonestReference {
  const byModel = Map.groupBy(held.keys(), (i) => held[i]!.model);
  const cells = new Array<HonestCell>(held.length);
  const said = options.builtIn.map(() => new Array<number | null>(held.length).fill(null));
  const decimals = typicalDecimals(table);
  for (const places of byModel.values()) {
    const own = places.map((i) => ({ model: held[i]!.model, benchmark: held[i]!.benchmark }));
    const view = maskView(table, own);
    const means = table.benchmarks.map((_, j) =>
      visibleMean(view.columns.value.subarray(view.columns.start[j]!, view.columns.start[j + 1]!)),
    );
    const space = workingSpace(view);
    const fitted = (predictor: Predictor) =>
      predictor
        .fit(view, { rng: rngStream(options.seed, "leakage", predictor.id, held[places[0]!]!.modelId) })
        .predict(own);
    for (const [k, { value, working, sd }] of fitted(options.reference).entries()) {
      const cell = held[places[k]!]!;
      const score = value ?? means[cell.benchmark]!;
      cells[places[k]!] = {
        held: cell,
        expected: score === null ? null : clip(normalised(score, cell), 0, 100),
        decimals: decimals[cell.benchmark]!,
        ...doubt(space, cell, working, sd),
      };
    }
    for (const [p, predictor] of options.builtIn.entries()) {
      for (const [k, { value }] of fitted(predictor).entries()) {
        said[p]![places[k]!] = value ?? means[held[places[k]!]!.benchmark]!;
      }
    }
  }
  const builtIn = options.builtIn.map(({ id }, p) => ({ id, beta: leakSlope(cells, said[p]!).beta }));
  return {
    cells,
    builtIn,
    largestBuiltIn: Math.max(0, ...builtIn.map(({ beta }) => beta ?? 0)),
    floorMae: floorOf(cells, [...byModel.values()], rngStream(options.seed, "leakage", "floor")),
  };
}

function doubt(
  space: WorkingSpace,
  cell: HeldOutCell,
  mean: number | null,
  sd: number | null,
): Pick<HonestCell, "chanceWithin" | "draw"> {
  if (mean === null || sd === null || !(sd > 0)) return { chanceWithin: () => null, draw: () => null };
  const j = cell.benchmark;
  // Where a transform is flat at its ends, everything beyond counts as lying there.
  const [bottom, top] = [space.toWorking(j, -Infinity), space.toWorking(j, Infinity)];
  const below = (score: number, isHigh: boolean): number => {
    const at = space.toWorking(j, score);
    if (at >= top) return isHigh || top === Infinity ? 1 : normalCdf((top - mean) / sd);
    if (at <= bottom) return isHigh && bottom > -Infinity ? normalCdf((bottom - mean) / sd) : 0;
    return normalCdf((at - mean) / sd);
  };
  return {
    chanceWithin: (low, high) => Math.max(0, below(high, true) - below(low, false)),
    draw: (rng) => normalised(space.toScore(j, mean + sd * rng.normal()), cell),
  };
}

/** Models are drawn anew each time, since errors of one model go together. */
function floorOf(cells: readonly HonestCell[], models: readonly (readonly number[])[], rng: Rng): number | null {
  if (cells.some((cell) => cell.expected === null) || models.length < 2) return null;
  const errors = new Float64Array(floorDraws);
  for (let b = 0; b < floorDraws; b++) {
    let [sum, count] = [0, 0];
    for (let k = 0; k < models.length; k++) {
      for (const i of models[rng.integer(models.length)]!) {
        const truth = cells[i]!.draw(rng);
        if (truth === null) continue;
        sum += Math.abs(truth - cells[i]!.expected!);
        count++;
      }
    }
    if (count === 0) return null;
    errors[b] = sum / count;
  }
  return quantileSorted(errors.sort(), 0.001);
}

function visibleMean(values: Float64Array): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle number of decimals over a column's scores. */
function typicalDecimals(table: ScoreTable): number[] {
  const found = table.benchmarks.map(() => [] as number[]);
  for (const { benchmark, value } of table.cells) found[benchmark]!.push(decimalsOf(value));
  return found.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0);
}

/** Decimals of the shortest text that reads back as the number. */
export function decimalsOf(value: number): number {
  const text = String(value);
  const [digits, exponent] = text.split("e") as [string, string | undefined];
  const fraction = digits.split(".")[1]?.length ?? 0;
  return Math.max(0, fraction - Number(exponent ?? 0));
}
