import { createHash } from "node:crypto";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { nearestName } from "../../../errors/nearest-name.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { pythonRandom } from "../../../stats/chance/python-random.ts";
import type { RevealMask } from "./reveal-mask.ts";

export interface MaskOptions {
  readonly seed: number;
  /** Visible cells of each evaluated model. */
  readonly reveal: number;
  /** How many eligible models to draw, or all of them. */
  readonly evalModels: number | "all";
  /** A model with fewer cells is not eligible. */
  readonly minCells: number;
  /** Models that are not eligible whatever they have. */
  readonly exclude?: readonly string[];
  /**
   * `canonical-v1`: as the published mask was made, where a score of 0 counted as no score. Such cells are neither
   * revealed nor held out. Without it a measured 0 is a score like any other.
   */
  readonly quirk?: "canonical-v1" | null;
}

/** What the published mask was made with. */
export const canonicalMaskOptions = {
  seed: 20260226,
  reveal: 5,
  evalModels: 12,
  minCells: 15,
  quirk: "canonical-v1",
} as const satisfies MaskOptions;

/**
 * Draws a reveal-k mask. Models by CPython's `random.Random(seed).sample` over the eligible ids in code point order; each
 * model's visible benchmarks by the same from a seed of its own, the first 64 bits of sha256("seed:model id"), so that one
 * model's draw does not depend on who else is evaluated.
 *
 * Throws InvalidInputError where fewer models are eligible than asked for, and for an excluded model that is not there.
 */
export function makeMask(table: ScoreTable, options: MaskOptions): RevealMask {
  const { seed, reveal, minCells } = options;
  const owned = benchmarksByModel(table, options.quirk === "canonical-v1");
  for (const id of options.exclude ?? []) requireModel(owned, id);
  const excluded = new Set(options.exclude);
  const eligible = [...owned]
    .filter(([id, benchmarks]) => benchmarks.length >= minCells && benchmarks.length > reveal && !excluded.has(id))
    .map(([id]) => id)
    .sort(byCodePoint);
  const count = options.evalModels === "all" ? eligible.length : options.evalModels;
  if (eligible.length === 0) {
    throw new InvalidInputError(`no model has at least ${Math.max(minCells, reveal + 1)} scores`, {
      hint: "Lower --min-cells, or --reveal where that is the greater.",
    });
  }
  if (count > eligible.length) {
    throw new InvalidInputError(`${count} models asked for, but ${eligible.length} have at least ${minCells} scores`, {
      hint: `Lower --min-cells, or ask for up to ${eligible.length} with --eval-models.`,
    });
  }
  const chosen =
    options.evalModels === "all" ? eligible : pythonRandom(seed).sample(eligible, count).toSorted(byCodePoint);
  const revealed = chosen.map((modelId) => ({
    modelId,
    benchmarkIds: pythonRandom(modelSeed(seed, modelId))
      .sample(owned.get(modelId)!, Math.min(reveal, owned.get(modelId)!.length))
      .toSorted(byCodePoint),
  }));
  return {
    seed,
    revealK: reveal,
    nEvalModels: count,
    minCellsPerModelToEval: minCells,
    evalModels: chosen,
    revealed,
    pairs: revealed.flatMap(({ modelId, benchmarkIds }) =>
      owned
        .get(modelId)!
        .filter((id) => !benchmarkIds.includes(id))
        .map((benchmarkId) => ({ modelId, benchmarkId })),
    ),
  };
}

/**
 * The published mask of the public 83 × 49 table: 12 models, 5 scores of each left visible, 196 held out. On another table
 * it is a mask drawn by the same settings; throws InvalidInputError where fewer than 12 models have 15 scores.
 */
export function canonicalMask(table: ScoreTable): RevealMask {
  return makeMask(table, canonicalMaskOptions);
}

/** Cells whose score is exactly 0: what `canonical-v1` leaves out. */
export function zeroCells(table: ScoreTable): { readonly modelId: string; readonly benchmarkId: string }[] {
  return table.cells
    .filter(({ value }) => value === 0)
    .map(({ model, benchmark }) => ({
      modelId: table.models[model]!.id,
      benchmarkId: table.benchmarks[benchmark]!.id,
    }));
}

/** Each model's benchmark ids, in code point order. */
function benchmarksByModel(table: ScoreTable, dropZeros: boolean): Map<string, string[]> {
  const owned = new Map<string, string[]>(table.models.map(({ id }) => [id, []]));
  for (const { model, benchmark, value } of table.cells) {
    if (dropZeros && value === 0) continue;
    owned.get(table.models[model]!.id)!.push(table.benchmarks[benchmark]!.id);
  }
  for (const list of owned.values()) list.sort(byCodePoint);
  return owned;
}

function modelSeed(seed: number, modelId: string): bigint {
  const digest = createHash("sha256").update(`${seed}:${modelId}`, "utf8").digest("hex");
  return BigInt(`0x${digest.slice(0, 16)}`);
}

function requireModel(owned: ReadonlyMap<string, unknown>, id: string): void {
  if (owned.has(id)) return;
  const near = nearestName(id, [...owned.keys()]);
  throw new InvalidInputError(`no model "${id}" in this table`, {
    hint: near === null ? "assay matrix extract lists the models." : `Did you mean "${near}"?`,
  });
}

/** As Python sorts strings; JavaScript's own order differs beyond the basic plane. */
export function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
