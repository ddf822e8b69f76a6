import { describe, expect, test } from "vitest";
import { cholesky } from "../../../../linalg/factor/cholesky.ts";
import { choleskySolve } from "../../../../linalg/factor/cholesky-solve.ts";
import { maskView } from "../../masked-view.ts";
import { smallTable } from "../../testing/small-table.ts";
import { fitFaxModel } from "../fax/fax-posterior.ts";
import { type CellList, cellList, covarianceInto } from "./cell-list.ts";
import { factorCommon } from "./common-factor.ts";
import { defaultHyperparameters, gpKernel } from "./gp-kernel.ts";
import { joinedCells } from "./joined-cells.ts";
import { taskPosterior } from "./task-posterior.ts";

const table = smallTable({ models: 22, benchmarks: 11 });
const { fits } = fitFaxModel(maskView(table), { ranks: [2], covariates: false });
const kernel = gpKernel(table.models, table.benchmarks, fits[0]!, defaultHyperparameters);
const everywhere = cellList(
  table.models.flatMap((_, model) => table.benchmarks.map((_b, benchmark) => ({ model, benchmark }))),
);

describe("the posterior of a task", () => {
  test.each([0, 40, 150])("with %i cells of its own is that of one large solve", (ownCount) => {
    const all = table.cells.map(({ model, benchmark }) => ({ model, benchmark }));
    const values = table.cells.map(({ value }) => value / 50 - 1);
    const common = factorCommon(kernel, cellList(all.slice(ownCount)));
    const own = cellList(all.slice(0, ownCount));
    const joined = joinedCells(common);
    joined.join(cellList(all.slice(0, 7)));
    const posterior = taskPosterior(common, joined, own, values.slice(ownCount), values.slice(0, ownCount));
    const expected = oneLargeSolve(cellList(all), values);
    for (const [k, estimate] of posterior(everywhere).entries()) {
      expect(estimate.mean).toBeCloseTo(expected[k]!.mean, 9);
      expect(estimate.variance).toBeCloseTo(expected[k]!.variance, 9);
    }
  });

  test("has the same bits whichever tasks came before it", () => {
    const all = table.cells.map(({ model, benchmark }) => ({ model, benchmark }));
    const common = factorCommon(kernel, cellList(all.slice(80)));
    const own = cellList(all.slice(20, 60));
    const values = table.cells.map(({ value }) => value / 50 - 1);
    const answer = (joined: ReturnType<typeof joinedCells>) =>
      taskPosterior(common, joined, own, values.slice(80), values.slice(20, 60))(everywhere);
    const busy = joinedCells(common);
    for (const [from, to] of [
      [0, 5],
      [30, 80],
      [0, 25],
    ]) {
      busy.join(cellList(all.slice(from, to)));
    }
    expect(answer(busy)).toEqual(answer(joinedCells(common)));
  });
});

test("the covariance of all cells is symmetric and positive definite", () => {
  const size = everywhere.model.length;
  const covariance = new Float64Array(size * size);
  covarianceInto(covariance, kernel, everywhere, everywhere);
  for (let k = 0; k < size; k++) covariance[k * (size + 1)]! += 1e-6;
  expect(() => cholesky({ rows: size, cols: size, data: covariance })).not.toThrow();
});

test("models are more alike the nearer their public facts", () => {
  const [first, ...rest] = table.models;
  const twin = { ...first!, id: "twin" };
  const { models } = gpKernel([first!, twin, ...rest], table.benchmarks, fits[0]!, defaultHyperparameters);
  const likeness = Array.from(models.subarray(1, 23));
  expect(Math.max(...likeness)).toBe(likeness[0]);
  expect(models[0]).toBeCloseTo(0.058 + 0.979 + 0.163, 12);
});

function oneLargeSolve(seen: CellList, values: readonly number[]) {
  const size = seen.model.length;
  const covariance = new Float64Array(size * size);
  covarianceInto(covariance, kernel, seen, seen);
  for (let k = 0; k < size; k++) covariance[k * (size + 1)]! += kernel.noise[seen.benchmark[k]!]!;
  const factor = cholesky({ rows: size, cols: size, data: covariance });
  const weights = choleskySolve(factor, values);
  const cross = new Float64Array(everywhere.model.length * size);
  covarianceInto(cross, kernel, everywhere, seen);
  return Array.from(everywhere.model, (i, t) => {
    const j = everywhere.benchmark[t]!;
    const row = cross.subarray(t * size, (t + 1) * size);
    const back = choleskySolve(factor, row);
    const own = kernel.models[i * 23]! * kernel.benchmarks[j * 12]! + kernel.level + kernel.noise[j]!;
    return {
      mean: row.reduce((sum, value, k) => sum + value * weights[k]!, 0),
      variance: own - row.reduce((sum, value, k) => sum + value * back[k]!, 0),
    };
  });
}
