import { describe, expect, test } from "vitest";
import { maskView } from "../../masked-view.ts";
import { smallTable } from "../../testing/small-table.ts";
import { explainCell } from "./explain-cell.ts";
import type { FaxFit } from "./fax-fit.ts";
import {
  covarianceBetween,
  fitFaxModel,
  mixedMoments,
  momentsWithoutCell,
  predictiveMoments,
  pullOfCell,
} from "./fax-posterior.ts";

const table = smallTable({ models: 30, benchmarks: 9 });
const view = maskView(table);
const model = fitFaxModel(view, { ranks: [1, 2, 3] });
const { space, fits } = model;
const [, fit] = fits as [FaxFit, FaxFit, FaxFit];
const [i, own] = [7, seenBy(7)];

describe("what a fit says without one cell", () => {
  test("is what its own loadings and noise give when the abilities are worked out again without it", () => {
    for (const left of own) {
      const { mean, variance } = abilitiesFrom(
        fit,
        i,
        own.filter((cell) => cell !== left),
        left.benchmark,
      );
      const closed = momentsWithoutCell(fit, i, left.benchmark, left.value);
      expect(closed.mean).toBeCloseTo(mean, 10);
      expect(closed.variance).toBeCloseTo(variance, 10);
    }
  });

  test("is less sure than with it", () => {
    for (const { benchmark, value } of own) {
      const { variance } = predictiveMoments(fit, i, benchmark);
      expect(momentsWithoutCell(fit, i, benchmark, value).variance).toBeGreaterThan(variance);
    }
  });

  test("differs from what it says with it by the pull of that cell", () => {
    for (const source of own) {
      const target = 3;
      const before = predictiveMoments(fit, i, target).mean;
      const after = abilitiesFrom(
        fit,
        i,
        own.filter((cell) => cell !== source),
        target,
      ).mean;
      expect(pullOfCell(fit, i, target, source.benchmark, source.value)).toBeCloseTo(before - after, 10);
    }
  });
});

test("abilities and their covariance are those the loadings, noise and covariates give", () => {
  for (const benchmark of [0, 4, 8]) {
    const { mean, variance } = abilitiesFrom(fit, i, own, benchmark);
    expect(predictiveMoments(fit, i, benchmark)).toEqual({
      mean: expect.closeTo(mean, 10),
      variance: expect.closeTo(variance, 10),
    });
  }
  expect(covarianceBetween(fit, i, 2, 5)).toBeCloseTo(covarianceBetween(fit, i, 5, 2), 12);
});

test("ranks are mixed evenly: the spread between their means is added", () => {
  const parts = fits.map((each) => predictiveMoments(each, 2, 6));
  const mean = parts.reduce((sum, part) => sum + part.mean, 0) / 3;
  const { mean: mixed, variance } = mixedMoments(model, 2, 6);
  expect(mixed).toBeCloseTo(mean, 14);
  expect(variance).toBeCloseTo(parts.reduce((sum, part) => sum + part.variance + (part.mean - mean) ** 2, 0) / 3, 14);
});

describe("why a prediction is what it is", () => {
  const reasons = explainCell(view, model, { model: i, benchmark: own[0]!.benchmark });

  test("names three other scores of the model, largest pull first, and one covariate group", () => {
    expect(reasons.map(({ kind }) => kind)).toEqual(["score", "score", "score", "covariate"]);
    const pulls = reasons.slice(0, 3).map(({ pull }) => Math.abs(pull));
    expect(pulls).toEqual(pulls.toSorted((a, b) => b - a));
    expect(reasons.every((reason) => reason.kind === "covariate" || reason.benchmark !== own[0]!.benchmark)).toBe(true);
  });

  test("gives the pull in the benchmark's points, with its sign", () => {
    for (const { pull, points } of reasons) {
      expect(Math.sign(points)).toBe(Math.sign(pull));
      expect(Math.abs(points)).toBeLessThan(100);
    }
  });

  test("has no scores to name for a model without any", () => {
    const bare = maskView(
      table,
      own.map(({ benchmark }) => ({ model: i, benchmark })),
    );
    const found = explainCell(bare, fitFaxModel(bare, { ranks: [2] }), { model: i, benchmark: 0 });
    expect(found.every(({ kind }) => kind === "covariate")).toBe(true);
  });
});

test("without covariates a model without scores is an average one", () => {
  const bare = maskView(
    table,
    own.map(({ benchmark }) => ({ model: i, benchmark })),
  );
  const plain = fitFaxModel(bare, { ranks: [2], covariates: false });
  expect(Array.from(plain.fits[0]!.abilities.subarray(i * 2, i * 2 + 2))).toEqual([0, 0]);
  const informed = fitFaxModel(bare, { ranks: [2] });
  expect(informed.fits[0]!.abilities[i * 2]).not.toBe(0);
});

function seenBy(line: number) {
  const { rows } = space;
  return Array.from({ length: rows.start[line + 1]! - rows.start[line]! }, (_, k) => ({
    benchmark: rows.index[rows.start[line]! + k]!,
    value: rows.value[rows.start[line]! + k]!,
  }));
}

/** The two-factor posterior by the textbook's formulas: (I + Σ wwᵀ/ψ)⁻¹ and what follows. */
function abilitiesFrom(
  { loadings, noise, intercepts, prior }: FaxFit,
  line: number,
  cells: readonly { readonly benchmark: number; readonly value: number }[],
  target: number,
) {
  const w = (j: number) => [loadings[2 * j]!, loadings[2 * j + 1]!] as const;
  let [a, b, d] = [1, 0, 1];
  let [x, y] = [prior[2 * line]!, prior[2 * line + 1]!];
  for (const { benchmark: j, value } of cells) {
    const [u, v] = w(j);
    a += (u * u) / noise[j]!;
    b += (u * v) / noise[j]!;
    d += (v * v) / noise[j]!;
    x += (u * (value - intercepts[j]!)) / noise[j]!;
    y += (v * (value - intercepts[j]!)) / noise[j]!;
  }
  const determinant = a * d - b * b;
  const [u, v] = w(target);
  return {
    mean: intercepts[target]! + (u * (d * x - b * y) + v * (a * y - b * x)) / determinant,
    variance: noise[target]! + (u * u * d - 2 * u * v * b + v * v * a) / determinant,
  };
}
