import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../../../compare/read/parse-csv.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { type HeldOutCell, heldOutCells } from "../audit/runs/held-out.ts";
import { alignPredictions, parsePredictions } from "../audit/runs/parse-predictions.ts";
import { parseRevealMask } from "../masks/reveal-mask.ts";
import { matrixReference, referenceTable } from "../testing/reference-table.ts";
import { detectLeakage } from "./detect-leakage.ts";
import { honestPredictors } from "./honest-predictors.ts";
import { decimalsOf, type HonestReference, honestReference } from "./honest-reference.ts";
import { leakSlope } from "./leak-slope.ts";

const draws = { rng: rngStream(1, "leakage"), resamples: 1000 };

/** Cells on a 0–100 scale of `models` models with `each` cells, the reference 10 points off one way or the other. */
function drawn(models: number, each: number, chance = 0.01): HonestReference {
  const rng = rngStream(3, "cells");
  const cells = Array.from({ length: models * each }, (_, i) => {
    const truth = 20 + 60 * rng.float();
    const held: HeldOutCell = {
      ...{ modelId: `m${Math.floor(i / each)}`, benchmarkId: `b${i}`, model: Math.floor(i / each), benchmark: i },
      ...{ truth, low: 0, high: 100 },
    };
    const expected = truth + (rng.float() < 0.5 ? -10 : 10);
    return { held, expected, decimals: 1, chanceWithin: () => chance, draw: () => null };
  });
  return { cells, builtIn: [{ id: "mean", beta: 0.2 }], largestBuiltIn: 0.2, floorMae: null };
}

const towards = (reference: HonestReference, share: number) =>
  reference.cells.map(({ held, expected }) => expected! + share * (held.truth - expected!));

describe("the slope", () => {
  test.each([0, 0.3, 1])("is the share of the way from the reference to the truth (%d)", (share) => {
    const reference = drawn(6, 10);
    expect(leakSlope(reference.cells, towards(reference, share)).beta).toBeCloseTo(share, 12);
  });

  test("clips wild predictions, and skips cells without one", () => {
    const reference = drawn(2, 2);
    const wild = reference.cells.map(({ held }, i) => (i === 0 ? 1e9 : i === 1 ? null : held.truth));
    const { beta, cells } = leakSlope(reference.cells, wild);
    expect(cells).toBe(3);
    expect(Math.abs(beta!)).toBeLessThan(12);
  });

  test("has no interval with one model, and no value without a cell", () => {
    const reference = drawn(1, 5);
    expect(leakSlope(reference.cells, towards(reference, 1), draws)).toMatchObject({ beta: 1, ci: null });
    const none = leakSlope(
      reference.cells,
      reference.cells.map(() => null),
      draws,
    );
    expect(none).toEqual({ beta: null, ci: null, uniform: false, cells: 0 });
  });
});

describe("a verdict", () => {
  const noisy = (reference: HonestReference, share: number) => {
    const rng = rngStream(5, "noise");
    return towards(reference, share).map((value) => value + 4 * rng.normal());
  };
  test.each([
    [0.8, "leak"],
    [0.4, "suspect"],
    [0.1, "not shown to leak"],
  ])("at a share of %d is %s", (share, verdict) => {
    const reference = drawn(12, 15);
    expect(detectLeakage(reference, noisy(reference, share), draws).verdict).toBe(verdict);
  });

  test("is a leak for the truth itself, of which no draw of models differs", () => {
    const reference = drawn(12, 15);
    expect(detectLeakage(reference, towards(reference, 1), draws)).toMatchObject({
      verdict: "leak",
      beta: 1,
      ci: null,
    });
  });

  test("is no leak while a predictor of ours may go as far, and nothing at all where one does", () => {
    const values = noisy(drawn(12, 15), 0.8);
    const verdict = (largestBuiltIn: number) =>
      detectLeakage({ ...drawn(12, 15), largestBuiltIn }, values, draws).verdict;
    const beta = leakSlope(drawn(12, 15).cells, values).beta!;
    expect([0.2, beta - 1e-6, beta + 1e-6].map(verdict)).toEqual(["leak", "suspect", "not shown to leak"]);
  });

  test("is suspect for truths copied here and there, though the slope is small", () => {
    const reference = drawn(12, 15);
    const copied = noisy(reference, 0).map((value, i) => (i % 30 === 0 ? reference.cells[i]!.held.truth : value));
    const finding = detectLeakage(reference, copied, draws);
    expect(finding).toMatchObject({ verdict: "suspect", exact: { found: 6 } });
    expect(finding.because[0]).toContain("equal the truth exactly");
  });

  test("lets hits pass that the reference's doubt expects", () => {
    const reference = drawn(12, 15, 0.05);
    const rounded = noisy(reference, 0).map((value, i) =>
      i % 30 === 0 ? reference.cells[i]!.held.truth : Number(value.toFixed(1)),
    );
    const { verdict, exact } = detectLeakage(reference, rounded, draws);
    expect(verdict).toBe("not shown to leak");
    expect(exact.found).toBe(6);
    // The six copies have more digits than scores do, and are not expected to hit.
    expect(exact.expected).toBeCloseTo(0.05 * 174, 9);
  });

  test("is not given without predictions of two models", () => {
    const reference = drawn(1, 5);
    expect(detectLeakage(reference, towards(reference, 1), draws).verdict).toBe("suspect");
    expect(detectLeakage(reference, towards(reference, 0), draws).verdict).toBe("not tested");
  });

  test("counts a much larger error of its own as a fit, not as a reason", () => {
    const reference = drawn(12, 15);
    const finding = detectLeakage(reference, noisy(reference, 0), { ...draws, ownMae: 50 });
    expect(finding.verdict).toBe("not shown to leak");
    expect(finding.corroborations[0]).toContain("times the error on the held-out cells");
  });
});

test("decimals are those of the shortest text", () => {
  expect([75.5, 90, 0.025, 1e-7, 1.5e-7, 1e21].map(decimalsOf)).toEqual([1, 0, 3, 7, 8, 0]);
});

test("a benchmark that is hidden whole has no reference beyond its peers, and breaks nothing", () => {
  const models = Array.from({ length: 6 }, (_, i) => ({
    ...{ id: `m${i}`, name: `M${i}`, provider: null, releaseDate: null, releaseDatePrecision: null },
    ...{ parametersTotalM: null, parametersActiveM: null, isReasoning: null, openWeights: null },
  }));
  const benchmarks = ["a", "b", "c", "alone"].map((id) => ({
    ...{ id, name: id, category: null, metric: "% correct", itemCount: null, range: null, direction: null, cost: null },
  }));
  const cell = (model: number, benchmark: number, value: number) => ({
    ...{ model, benchmark, value, standardError: null, source: null, date: null, setting: null, status: null },
  });
  const full = models.flatMap((_, i) => [0, 1, 2].map((j) => cell(i, j, 20 + 9 * i + 5 * j)));
  const table: ScoreTable = {
    models,
    benchmarks,
    cells: [cell(0, 3, 55), ...full].toSorted((a, b) => a.model - b.model || a.benchmark - b.benchmark),
  };
  const mask = {
    ...{ seed: 1, revealK: 2, nEvalModels: 1, minCellsPerModelToEval: 3, evalModels: ["m0"] },
    revealed: [{ modelId: "m0", benchmarkIds: ["a", "b"] }],
    pairs: [
      { modelId: "m0", benchmarkId: "c" },
      { modelId: "m0", benchmarkId: "alone" },
    ],
  };
  const reference = honestReference(table, heldOutCells(table, mask), { ...honestPredictors(), seed: 1 });
  expect(reference.cells).toHaveLength(2);
  const finding = detectLeakage(reference, [30, 55], draws);
  expect(Number.isNaN(finding.beta)).toBe(false);
  expect(finding.ci).toBeNull();
});

const folder = matrixReference("audit", "analyses");
const maskFile = matrixReference("canonical_mask.json");
describe.skipIf(folder === null || maskFile === null)("the eight published analyses", () => {
  const table = folder === null ? null : referenceTable();
  const held = table === null ? [] : heldOutCells(table, parseRevealMask(readFileSync(maskFile!, "utf8"), maskFile!));
  const reference = table === null ? drawn(2, 2) : honestReference(table, held, { ...honestPredictors(), seed: 1 });
  const findingOf = (run: string) => {
    const file = `${folder}/${run}/canonical_predictions.csv`;
    const { values } = alignPredictions(parsePredictions(readFileSync(file, "utf8"), file).rows, held);
    return detectLeakage(reference, values, { rng: rngStream(1, run), resamples: 10_000 });
  };

  test("run07 and run35 leak, run12 is suspect, the others are not shown to", () => {
    const verdicts = ["run05", "run07", "run08", "run09", "run10", "run12", "run21", "run35"].map((run) => [
      run,
      findingOf(run).verdict,
    ]);
    expect(verdicts.filter(([, verdict]) => verdict !== "not shown to leak")).toEqual([
      ["run07", "leak"],
      ["run12", "suspect"],
      ["run35", "leak"],
    ]);
  });

  test("have the slopes and matches known of them", () => {
    const [run07, run35] = [findingOf("run07"), findingOf("run35")];
    expect(Math.abs(run07.beta! - 0.74)).toBeLessThan(0.02);
    expect(run07.exact.found).toBe(72);
    expect(run07.near.found).toBe(77);
    expect(Math.abs(run35.beta! - 0.59)).toBeLessThan(0.02);
    expect(findingOf("run12").beta).toBeCloseTo(0.32, 2);
    expect(run35.ci!.low).toBeCloseTo(0.52, 1);
  });

  test("are compared with slopes of ours that range up to benchreg's 0.19", () => {
    expect(reference.largestBuiltIn).toBeCloseTo(0.19, 2);
    expect(reference.builtIn.find(({ id }) => id === "benchreg")!.beta).toBe(reference.largestBuiltIn);
    expect(reference.builtIn.find(({ id }) => id === "svd-logit")!.beta).toBeCloseTo(0, 2);
  });

  test("the reference is the published one, clipped to the scale", () => {
    const file = matrixReference("canonical_reference_predictions.csv")!;
    for (const [i, { cells }] of parseCsv(readFileSync(file, "utf8"), file).entries()) {
      const { held: cell, expected } = reference.cells[i]!;
      expect([cell.modelId, cell.benchmarkId]).toEqual([cells["model_id"], cells["benchmark_id"]]);
      const published = (100 * (Number(cells["fax_r2to6"]) - cell.low)) / (cell.high - cell.low);
      expect(expected).toBeCloseTo(Math.min(100, Math.max(0, published)), 2);
    }
  });
});
