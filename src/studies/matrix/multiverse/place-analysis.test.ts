import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { matrixReference } from "../testing/reference-table.ts";
import { placeAnalysis } from "./place-analysis.ts";
import type { UniverseResult } from "./run-universes.ts";
import { defaultSpace, parts, type Universe } from "./space.ts";

const base = Object.fromEntries(parts.map((part) => [part, defaultSpace.levels[part][0]!])) as Universe;

function result(change: Partial<Universe>, own: number, effectiveRank = 2): UniverseResult {
  const sizes: Readonly<Record<string, readonly [number, number]>> = {
    none: [83, 49],
    "10/5": [80, 35],
    "15/10": [60, 30],
  };
  const universe = { ...base, ...change };
  const [models, benchmarks] = sizes[universe.filter]!;
  const figure = { value: own, low: null, high: null, cells: 10, models: 5 };
  return {
    universe,
    models,
    benchmarks,
    missingFraction: 0.5,
    effectiveRank,
    k: 2,
    subset: [],
    own: figure,
    canonical: figure,
    reason: null,
  };
}

const results = [
  result({}, 10),
  result(
    { missing: "mean-fill", filter: "10/5", decomposition: "svd", predictor: "ridge", protocol: "leave-one-model" },
    12,
  ),
  result({ missing: "mean-fill", filter: "15/10", decomposition: "pca", predictor: "knn", protocol: "cells" }, 14),
  result({ protocol: "leave-one-model" }, 6),
];

describe("an analysis", () => {
  const summary = {
    data_discovery: { extraction_decisions: "Duplicate pairs were resolved by averaging." },
    data: {
      n_models: 80,
      n_benchmarks: 35,
      missing_fraction: 0.54,
      preprocessing: "Min-max normalised to [0,100]; missing values imputed with the column mean.",
    },
    rank_analysis: {
      method: "SVD on the mean-imputed matrix",
      effective_rank: 3,
      justification: "95 % of the variance",
    },
    benchmark_selection: { method: "greedy forward selection" },
    prediction: { method: "ridge regression", overall_mae: 9, evaluation_protocol: "Leave-one-model-out" },
    methodology_notes: "",
  };

  test("is mapped by rules that keep their grounds, and placed with the nearest universe", () => {
    const placed = placeAnalysis("mine", summary, defaultSpace, results);
    const levels = Object.fromEntries(parts.map((part) => [part, placed.mapped[part].level]));
    expect(levels).toEqual({
      duplicates: "mean",
      zeros: "keep",
      missing: "mean-fill",
      filter: "10/5",
      transform: "min-max",
      decomposition: "svd",
      rank: "variance-95",
      selection: "greedy",
      predictor: "ridge",
      protocol: "leave-one-model",
    });
    expect(placed.mapped.zeros.because).toBeNull();
    expect(placed.mapped.predictor.because).toBe('prediction.method: "ridge"');
    expect(placed.nearest).toBe(results[1]);
    expect(placed.differs).toEqual(["transform", "rank"]);
    expect(placed.reported).toContainEqual({ outcome: "own_mae", value: 9, among: 2, atOrBeneath: 0.5 });
  });

  test("that says nothing is placed by defaults", () => {
    const placed = placeAnalysis("silent", {}, defaultSpace, results);
    expect(placed.nearest).toBe(results[0]);
    expect(placed.reported).toEqual([]);
    expect(parts.every((part) => placed.mapped[part].because === null)).toBe(true);
  });

  const file = matrixReference("audit", "analyses", "run05", "results_summary.json");
  test.skipIf(file === null)("of the reference set is read as it describes itself (skipped: no reference data)", () => {
    const placed = placeAnalysis("run05", JSON.parse(readFileSync(file!, "utf8")), defaultSpace, results);
    expect(placed.mapped).toMatchObject({
      duplicates: { level: "mean" },
      missing: { level: "mean-fill" },
      filter: { level: "10/5" },
      transform: { level: "z" },
      decomposition: { level: "svd" },
      selection: { level: "greedy" },
      protocol: { level: "leave-one-model" },
    });
  });
});
