import { describe, expect, test } from "vitest";
import { maskView } from "../../masked-view.ts";
import { smallTable } from "../../testing/small-table.ts";
import { fitFaxModel } from "../fax/fax-posterior.ts";
import { visibleCells } from "./cell-list.ts";
import { defaultHyperparameters, type GpHyperparameters, gpKernel } from "./gp-kernel.ts";
import { minimise } from "./lbfgs.ts";
import { logLikelihood } from "./likelihood.ts";
import { refitHyperparameters } from "./refit-hyperparameters.ts";

describe("minimising", () => {
  test("finds the bottom of Rosenbrock's valley", () => {
    const valley = ([x, y]: Float64Array) => ({
      value: (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2,
      gradient: Float64Array.of(-2 * (1 - x!) - 400 * x! * (y! - x! ** 2), 200 * (y! - x! ** 2)),
    });
    const { x, converged } = minimise(Float64Array.of(-1.2, 1), valley, { tolerance: 1e-9, maxRounds: 200 });
    expect(converged).toBe(true);
    expect(x[0]).toBeCloseTo(1, 6);
    expect(x[1]).toBeCloseTo(1, 6);
  });

  test("steps back from where the value is not finite", () => {
    const logarithm = ([x]: Float64Array) => ({ value: x! - Math.log(x!), gradient: Float64Array.of(1 - 1 / x!) });
    const { x } = minimise(Float64Array.of(0.01), logarithm, { tolerance: 1e-9, maxRounds: 100 });
    expect(x[0]).toBeCloseTo(1, 6);
  });

  test("says when rounds ran out, and stops when told to", () => {
    const bowl = ([x, y]: Float64Array) => ({
      value: x! ** 2 + 50 * y! ** 2,
      gradient: Float64Array.of(2 * x!, 100 * y!),
    });
    const start = Float64Array.of(3, 3);
    expect(minimise(start, bowl, { tolerance: 1e-9, maxRounds: 1 })).toMatchObject({ converged: false, rounds: 1 });
    const signal = AbortSignal.abort(new Error("stopped"));
    expect(() => minimise(start, bowl, { tolerance: 1e-9, maxRounds: 9, signal })).toThrow("stopped");
  });
});

const view = maskView(smallTable({ models: 16, benchmarks: 8 }));
const { fits, space } = fitFaxModel(view, { ranks: [2], covariates: false });
const cells = visibleCells(view);
const values = space.rows.value;
const kernelOf = (hyper: GpHyperparameters) => gpKernel(view.models, view.benchmarks, fits[0]!, hyper);

test("the likelihood's derivatives are those of its differences", () => {
  const kernel = kernelOf(defaultHyperparameters);
  const found = logLikelihood(kernel, cells, values);
  const bumped = (change: (copy: { level: number; noise: Float64Array; models: Float64Array }) => void) => {
    const copy = { ...kernel, models: kernel.models.slice(), noise: kernel.noise.slice() };
    change(copy);
    return logLikelihood(copy, cells, values).value;
  };
  const step = 1e-5;
  const slope = (by: (copy: { level: number; noise: Float64Array; models: Float64Array }, h: number) => void) =>
    (bumped((copy) => by(copy, step)) - bumped((copy) => by(copy, -step))) / (2 * step);
  expect(found.level).toBeCloseTo(
    slope((copy, h) => {
      copy.level += h;
    }),
    4,
  );
  expect(found.noise[3]).toBeCloseTo(
    slope((copy, h) => {
      copy.noise[3]! += h;
    }),
    4,
  );
  const both = slope((copy, h) => {
    copy.models[2 * 16 + 5]! += h;
    copy.models[5 * 16 + 2]! += h;
  });
  expect(found.models[2 * 16 + 5]! + found.models[5 * 16 + 2]!).toBeCloseTo(both, 4);
});

test("refitting makes what is visible likelier, and stays within reason of the defaults", () => {
  const { hyper } = refitHyperparameters(kernelOf, cells, values);
  const before = logLikelihood(kernelOf(defaultHyperparameters), cells, values).value;
  expect(logLikelihood(kernelOf(hyper), cells, values).value).toBeGreaterThan(before);
  for (const [name, value] of Object.entries(hyper)) {
    const away = Math.log(value / defaultHyperparameters[name as keyof GpHyperparameters]);
    expect(Math.abs(away)).toBeLessThan(4.5);
  }
});
