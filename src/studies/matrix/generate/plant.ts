import type { Rng } from "../../../stats/chance/rng.ts";
import type { Visible } from "./draw-visible.ts";
import type { GenerateOptions } from "./generate-options.ts";
import { honestPrediction } from "./honest-prediction.ts";
import { dot, type LatentScores } from "./latent-scores.ts";

export interface PlantedCell {
  readonly model: number;
  readonly benchmark: number;
}

/** What was put into a table on purpose. Positions, as in the table. */
export interface Planted {
  readonly anomalies: readonly (PlantedCell & { readonly before: number; readonly after: number })[];
  readonly zeros: readonly PlantedCell[];
  readonly outlierModels: readonly number[];
  readonly duplicates: readonly (PlantedCell & { readonly second: number })[];
  readonly conflicts: readonly (PlantedCell & { readonly second: number })[];
  readonly emptyBenchmarks: readonly number[];
  readonly constantBenchmarks: readonly number[];
  readonly oneModelBenchmarks: readonly number[];
  readonly oneScoreModels: readonly number[];
}

/**
 * Plants what was asked for into raw scores (models × benchmarks, changed in place) and into what is visible. Planted
 * cells do not overlap. Where the table has no room for all, fewer are planted, and the list says which.
 */
export function plant(
  options: GenerateOptions,
  scores: LatentScores,
  raw: readonly Float64Array[],
  visible: Visible,
  rng: Rng,
): Planted {
  const outlierModels = plantOutliers(options.outlierModels, scores, raw, rng.fork("outlier models"));
  const degenerate = options.degenerate ? plantDegenerate(raw, visible) : none;
  const taken = new Set<number>();
  const free = (cell: PlantedCell): boolean =>
    !taken.has(cell.model * options.benchmarks + cell.benchmark) &&
    !outlierModels.includes(cell.model) &&
    !degenerate.constantBenchmarks.includes(cell.benchmark) &&
    !degenerate.oneModelBenchmarks.includes(cell.benchmark) &&
    !degenerate.oneScoreModels.includes(cell.model);
  const take = (cells: readonly PlantedCell[], count: number, from: Rng): PlantedCell[] => {
    const chosen = shuffled(cells.filter(free), from).slice(0, count);
    for (const { model, benchmark } of chosen) taken.add(model * options.benchmarks + benchmark);
    return chosen;
  };
  const seen = visibleCells(visible);
  const low = seen.filter(
    ({ model, benchmark }) => scores.links[benchmark]!.kind === "proportion" && raw[model]![benchmark]! < 45,
  );
  const zeros = take(low, options.zeros, rng.fork("zeros"));
  for (const { model, benchmark } of zeros) raw[model]![benchmark] = 0;
  const anomalies = take(wellSupported(seen, visible), options.anomalies, rng.fork("anomalies")).map((cell) =>
    shift(cell, scores, raw, visible),
  );
  const twice = take(seen, options.duplicates, rng.fork("duplicates"));
  const torn = take(seen, options.conflicts, rng.fork("conflicts"));
  const apart = rng.fork("conflict sizes");
  return {
    ...degenerate,
    anomalies,
    zeros,
    outlierModels,
    duplicates: twice.map((cell) => ({ ...cell, second: raw[cell.model]![cell.benchmark]! })),
    conflicts: torn.map((cell) => {
      const value = raw[cell.model]![cell.benchmark]!;
      const by = (1 + 3 * apart.float()) * (scores.links[cell.benchmark]!.kind === "proportion" ? 1 : 10);
      return { ...cell, second: Number((value > 50 ? value - by : value + by).toFixed(1)) };
    }),
  };
}

type Degenerate = Pick<Planted, "emptyBenchmarks" | "constantBenchmarks" | "oneModelBenchmarks" | "oneScoreModels">;

const none: Degenerate = { emptyBenchmarks: [], constantBenchmarks: [], oneModelBenchmarks: [], oneScoreModels: [] };

/** The last three columns and the first row become degenerate, each in its own way. */
function plantDegenerate(raw: readonly Float64Array[], visible: Visible): Degenerate {
  const p = raw[0]!.length;
  const [empty, constant, alone] = [p - 1, p - 2, p - 3];
  for (const [i, row] of visible.entries()) {
    row[empty] = 0;
    row[alone] = i === 1 ? 1 : 0;
    raw[i]![constant] = 50;
  }
  visible[0]!.fill(0);
  visible[0]![0] = 1;
  return {
    emptyBenchmarks: [empty],
    constantBenchmarks: [constant],
    oneModelBenchmarks: [alone],
    oneScoreModels: [0],
  };
}

function plantOutliers(count: number, scores: LatentScores, raw: readonly Float64Array[], rng: Rng): number[] {
  const chosen = shuffled([...raw.keys()].slice(1), rng)
    .slice(0, count)
    .toSorted((a, b) => a - b);
  for (const i of chosen) {
    for (const [j, { toRaw }] of scores.links.entries()) {
      const signal = dot(scores.loadings[j]!, scores.abilities[i]!);
      raw[i]![j] = toRaw(signal + 4 * Math.sqrt(scores.noise[j]!) * rng.normal());
    }
  }
  return chosen;
}

const steps = 4;

/** Moves a cell by 4 standard deviations of the best prediction of it, away from the nearer end of its scale. */
function shift(cell: PlantedCell, scores: LatentScores, raw: readonly Float64Array[], visible: Visible) {
  const { fromRaw, toRaw } = scores.links[cell.benchmark]!;
  const others = visibleCells(visible)
    .filter(({ model, benchmark }) => model === cell.model && benchmark !== cell.benchmark)
    .map(({ benchmark }) => ({ benchmark, score: scores.links[benchmark]!.fromRaw(raw[cell.model]![benchmark]!) }));
  const { mean, sd } = honestPrediction(scores, others, cell.benchmark);
  const before = raw[cell.model]![cell.benchmark]!;
  const direction = fromRaw(50) < mean ? -1 : 1;
  const after = toRaw(mean + direction * steps * sd);
  raw[cell.model]![cell.benchmark] = after;
  return { ...cell, before, after };
}

/** Cells of which enough is known around them that an error could be seen at all. */
function wellSupported(cells: readonly PlantedCell[], visible: Visible): PlantedCell[] {
  const rows = visible.map((row) => row.reduce((sum, seen) => sum + seen, 0));
  const columns = visible[0]!.map((_, j) => visible.reduce((sum, row) => sum + row[j]!, 0));
  const kept = cells.filter(({ model, benchmark }) => rows[model]! >= 8 && columns[benchmark]! >= 10);
  return kept.length > 0 ? kept : [...cells];
}

function visibleCells(visible: Visible): PlantedCell[] {
  return visible.flatMap((row, model) =>
    Array.from(row.keys()).flatMap((benchmark) => (row[benchmark] === 1 ? [{ model, benchmark }] : [])),
  );
}

function shuffled<T>(list: readonly T[], rng: Rng): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}
