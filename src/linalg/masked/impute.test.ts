import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { stableRank } from "../factor/spectrum.ts";
import { singularValues, spectralNorm, svdThin } from "../factor/svd.ts";
import { copyMatrix, type Matrix, matrix, zeros } from "../matrix.ts";
import { scale, scaleColumns, subtract } from "../products/arithmetic.ts";
import { multiplyTranspose } from "../products/multiply.ts";
import { frobeniusNorm } from "../products/norms.ts";
import { gaussianMatrix, lowRankMatrix, maxDifference, uniforms } from "../testing/matrices.ts";
import { columnMean, columnSd } from "./column-moments.ts";
import { hardImpute, softImpute, softImputePath } from "./impute.ts";
import { type MaskedMatrix, maskedFromRows, maskedMatrix } from "./masked-matrix.ts";

const truth = lowRankMatrix(30, 20, 2, 1);
const uniform = uniforms(9);
const table = maskedMatrix(
  truth,
  Array.from(truth.data, () => uniform() > 0.25),
);

describe("hard imputation", () => {
  it("recovers a low-rank table from three quarters of its cells", () => {
    const found = hardImpute(table, { rank: 2, tolerance: 1e-12, maxRounds: 2000 });
    expect(found.converged).toBe(true);
    expect(maxDifference(found.completed, truth)).toBeLessThan(1e-8);
    expect(found.singularValues.length).toBe(2);
  });

  it("never touches an observed cell, and fills holes from its approximation", () => {
    const { completed, approximation } = hardImpute(table, { rank: 1, maxRounds: 3 });
    for (let i = 0; i < table.observed.length; i++) {
      expect(completed.data[i]).toBe(table.observed[i] ? truth.data[i] : approximation.data[i]);
    }
  });

  it("says when it ran out of rounds", () => {
    expect(hardImpute(table, { rank: 2, tolerance: 0, maxRounds: 4 })).toMatchObject({ converged: false, rounds: 4 });
  });

  it("with nothing missing is the best approximation, in one round", () => {
    const full = maskedMatrix(truth, new Uint8Array(600).fill(1));
    const { rounds, approximation, completed } = hardImpute(full, { rank: 1 });
    expect(rounds).toBe(1);
    expect(completed).toEqual(truth);
    expect(frobeniusNorm(subtract(truth, approximation))).toBeCloseTo(singularValues(truth)[1]!, 10);
  });

  it("begins where it is told to", () => {
    const warm = hardImpute(table, { rank: 2, start: truth });
    expect([warm.rounds, warm.converged]).toEqual([1, true]);
  });

  it.each([
    ["rank above the table's", { rank: 21 }, "invalid-option"],
    ["a start of another shape", { rank: 1, start: zeros(2, 2) }, "shape-mismatch"],
    ["no rounds", { rank: 1, maxRounds: 0 }, "invalid-option"],
  ])("refuses %s", (_, options, code) => {
    expect(() => hardImpute(table, options)).toThrow(expect.objectContaining({ code }));
  });
});

describe("soft imputation", () => {
  it("ends at the optimum: the observed residual's largest singular value is λ", () => {
    const lambda = 1.5;
    const { approximation, converged } = softImpute(table, { lambda, tolerance: 1e-13, maxRounds: 5000 });
    expect(converged).toBe(true);
    const residual = zeros(30, 20);
    for (let i = 0; i < 600; i++) if (table.observed[i]) residual.data[i] = truth.data[i]! - approximation.data[i]!;
    expect(singularValues(residual)[0]).toBeCloseTo(lambda, 8);
  });

  it("lowers every singular value of a full table by λ, not under 0", () => {
    const full = maskedMatrix(truth, new Uint8Array(600).fill(1));
    const values = singularValues(truth);
    const { singularValues: kept } = softImpute(full, { lambda: values[1]! + 1e-3 });
    expect(kept.length).toBe(1);
    expect(kept[0]).toBeCloseTo(values[0]! - values[1]! - 1e-3, 12);
  });

  it("along a path ends where each penalty alone does, in fewer rounds", () => {
    const options = { tolerance: 1e-12, maxRounds: 5000 };
    const path = softImputePath(table, [8, 4, 2], options);
    const cold = softImpute(table, { ...options, lambda: 2 });
    expect(maxDifference(path[2]!.completed, cold.completed)).toBeLessThan(1e-8);
    expect(path[2]!.rounds).toBeLessThanOrEqual(cold.rounds);
    expect(() => softImputePath(table, [1, 2])).toThrow(expect.objectContaining({ code: "invalid-option" }));
  });
});

describe("the quick way to shrink a spectrum", () => {
  /** The definition, by the full decomposition. */
  function byFullSvd(table: MaskedMatrix, shrink: (value: number, k: number) => number, rounds: number): Matrix {
    const completed = copyMatrix(table.values);
    for (let round = 0; round < rounds; round++) {
      const { u, singularValues: values, v } = svdThin(completed);
      const { data } = multiplyTranspose(scaleColumns(u, values.map(shrink)), v);
      for (let i = 0; i < data.length; i++) if (!table.observed[i]) completed.data[i] = data[i]!;
    }
    return completed;
  }
  const noisy = masked(gaussianMatrix(83, 49, 12), 0.6);
  const wide = masked(lowRankMatrix(12, 40, 5, 13), 0.7);
  const steep = masked(
    scaleColumns(
      gaussianMatrix(30, 6, 14),
      Array.from({ length: 6 }, (_, j) => 10 ** (-2 * j)),
    ),
    0.8,
  );
  const twins = masked({ ...zeros(6, 4), data: Float64Array.from({ length: 24 }, (_, i) => Number(i % 5 === 0)) }, 1);
  const tables = { noisy, wide, steep, twins, nothing: masked(zeros(7, 5), 0.5) };

  it.each(Object.entries(tables))("ends where the full decomposition does, to 1e-12: %s", (_, given) => {
    const unit = Math.max(1, spectralNorm(given.values));
    for (const rank of [0, 1, 2, 4]) {
      const { completed } = hardImpute(given, { rank, tolerance: 0, maxRounds: 10 });
      const expected = byFullSvd(given, (value, k) => (k < rank ? value : 0), 10);
      expect(maxDifference(completed, expected)).toBeLessThan(1e-12 * unit);
    }
    for (const lambda of [0, 1e-3, 1, 5]) {
      const { completed } = softImpute(given, { lambda, tolerance: 0, maxRounds: 10 });
      const expected = byFullSvd(given, (value) => Math.max(0, value - lambda), 10);
      expect(maxDifference(completed, expected)).toBeLessThan(1e-12 * unit);
    }
  });

  it.each([1e-60, 1e120])("keeps tables of unit %d in range", (unit) => {
    const far = maskedMatrix(scale(noisy.values, unit), noisy.observed);
    const near = hardImpute(noisy, { rank: 2, maxRounds: 5, tolerance: 0 });
    const { completed } = hardImpute(far, { rank: 2, maxRounds: 5, tolerance: 0 });
    expect(maxDifference(scale(completed, 1 / unit), near.completed)).toBeLessThan(1e-10);
  });

  function masked(values: Matrix, share: number): MaskedMatrix {
    const draw = uniforms(values.rows);
    return maskedMatrix(
      values,
      Array.from(values.data, () => draw() < share),
    );
  }
});

const folder = join(resolve(process.env["ASSAY_REFERENCE"] ?? "../shared/reference"), "matrix");

describe.skipIf(!existsSync(folder))("the 83 × 49 matrix of the reference folder", () => {
  it("has the published spectrum when z-scored with ddof 0 and missing cells at 0", () => {
    const { z } = standardised(readScores().scores);
    expect([z.rows, z.cols]).toEqual([83, 49]);
    const found = singularValues(z);
    for (const [k, value] of [22.41808, 13.97646, 8.86152, 8.49642, 7.37093, 6.74389].entries()) {
      expect(Math.abs(found[k]! - value)).toBeLessThan(5.1e-6);
    }
    expect(stableRank(found)).toBeCloseTo(2.736, 3);
  });

  it("is imputed at rank 2 as the published predictions of claude-opus-4 from five of its scores", () => {
    const expected = readFileSync(join(folder, "canonical_reference_predictions.csv"), "utf8")
      .split("\n")
      .map((line) => line.split(","))
      .filter(([model]) => model === "claude-opus-4");
    const { scores, models, benchmarks } = readScores(new Set(expected.map(([model, id]) => `${model} ${id}`)));
    const shares = benchmarks.map((_, j) => columnValues(scores, j).every((value) => value >= -1 && value <= 101));
    const working = maskedMatrix(
      { ...scores.values, data: scores.values.data.map((value, i) => (shares[i % 49] ? logit(value) : value)) },
      scores.observed,
    );
    const { z, means, sds } = standardised(working);
    const { completed } = hardImpute(maskedMatrix(z, working.observed), { rank: 2 });
    expect(expected.length).toBeGreaterThan(10);
    for (const [model, benchmark, , , , , prediction] of expected) {
      const j = benchmarks.indexOf(benchmark!);
      const value = completed.data[models.indexOf(model!) * 49 + j]! * sds[j]! + means[j]!;
      const score = shares[j] ? 100 / (1 + Math.exp(-value)) : value;
      expect(Math.abs(score - Number(prediction))).toBeLessThan(1e-6);
    }
  });
});

function logit(score: number): number {
  const share = Math.min(99.5, Math.max(0.5, score)) / 100;
  return Math.log(share / (1 - share));
}

function columnValues({ values, observed }: MaskedMatrix, j: number): number[] {
  return Array.from(values.data).filter((_, i) => i % values.cols === j && observed[i]);
}

/** Duplicate scores averaged; cells named "model benchmark" in `hidden` left out. */
function readScores(hidden: ReadonlySet<string> = new Set()) {
  const file = JSON.parse(readFileSync(join(folder, "llm_benchmark_data.json"), "utf8")) as {
    models: { id: string }[];
    benchmarks: { id: string }[];
    scores: { model_id: string; benchmark_id: string; score: number }[];
  };
  const cells = Map.groupBy(file.scores, (score) => `${score.model_id} ${score.benchmark_id}`);
  const models = file.models.map(({ id }) => id);
  const benchmarks = file.benchmarks.map(({ id }) => id);
  const rows = models.map((model) =>
    benchmarks.map((benchmark) => {
      const key = `${model} ${benchmark}`;
      const scores = hidden.has(key) ? undefined : cells.get(key);
      return scores === undefined ? null : scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
    }),
  );
  return { scores: maskedFromRows(rows), models, benchmarks };
}

function standardised(scores: MaskedMatrix) {
  const { rows, cols, data } = scores.values;
  const means = columnMean(scores).map((mean) => mean ?? 0);
  const sds = columnSd(scores, { ddof: 0 }).map((sd) => (sd === null || sd < 1e-8 ? 1 : sd));
  const values = data.map((value, i) => (scores.observed[i] ? (value - means[i % cols]!) / sds[i % cols]! : 0));
  return { z: matrix(rows, cols, values), means, sds };
}
