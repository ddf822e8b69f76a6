import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { maskView } from "../masked-view.ts";
import { matrixReference, referenceTable } from "../testing/reference-table.ts";
import { findPredictor } from "./registry.ts";

const file = matrixReference("canonical_reference_predictions.csv");

/** Of each evaluated model only its own held-out cells are hidden; what is null takes the benchmark's mean; unclipped. */
describe.skipIf(file === null)("the published predictions of 196 held-out cells", () => {
  const table = file === null ? null! : referenceTable();
  const rows = file === null ? [] : publishedRows(file);
  const rng = rngStream(1);

  const predicted = (id: string) => {
    const predictor = findPredictor(id);
    const fitter = predictor.share?.(maskView(table, rows), { rng }) ?? predictor;
    return [...Map.groupBy(rows, ({ model }) => model).values()].flatMap((own) => {
      const view = maskView(table, own);
      const fallback = findPredictor("mean").fit(view, { rng }).predict(own);
      return fitter
        .fit(view, { rng })
        .predict(own)
        .map(({ value }, k) => value ?? fallback[k]!.value!);
    });
  };
  const maeOf = (values: readonly number[], clipped = false) =>
    rows.reduce((sum, row, k) => {
      const value = clipped ? clipToVisible(row, values[k]!) : values[k]!;
      return sum + (100 * Math.abs(value - row.truth)) / (row.high - row.low);
    }, 0) / rows.length;

  /** The file has six decimals. */
  test.each([
    ["mean", "benchmark_mean", "19.126"],
    ["svd-logit", "svd_logit_r2", "15.256"],
    ["benchreg", "logit_benchreg", "16.230"],
    ["blend", "benchpress_06_04", "14.694"],
    ["bias-als", "bias_als_r2_lam0.1", "13.778"],
    ["fax:r3", "fax_r3", "13.184"],
    ["fax:2-6", "fax_r2to6", "13.268"],
  ])("come out of %s to the last decimal", (id, column, mae) => {
    const values = predicted(id);
    for (const [k, row] of rows.entries())
      expect(Math.abs(values[k]! - Number(row.columns[column]))).toBeLessThan(6e-7);
    expect(maeOf(values).toFixed(3)).toBe(mae);
  });

  test("come out of gp as near as its published hyperparameters are rounded", () => {
    const values = predicted("gp");
    const apart = rows.map((row, k) => Math.abs(values[k]! - Number(row.columns["gp2_r3"])) / (row.high - row.low));
    expect(Math.max(...apart)).toBeLessThan(0.001);
    expect(maeOf(values).toFixed(2)).toBe("12.64");
  });

  test("are bettered by assay: 12.814 unclipped, 12.425 clipped to what is visible", () => {
    const values = predicted("assay");
    expect(Math.abs(maeOf(values) - 12.814)).toBeLessThan(0.001);
    expect(Math.abs(maeOf(values, true) - 12.425)).toBeLessThan(0.001);
  });

  function clipToVisible({ model, benchmark }: { model: number; benchmark: number }, value: number): number {
    const own = rows.filter((row) => row.model === model);
    const { columns } = maskView(table, own);
    const visible = columns.value.subarray(columns.start[benchmark]!, columns.start[benchmark + 1]!);
    return Math.min(Math.max(...visible), Math.max(Math.min(...visible), value));
  }
});

function publishedRows(path: string) {
  const { models, benchmarks } = referenceTable();
  const [header, ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/);
  return lines.map((line) => {
    const names = header!.split(",");
    const columns = Object.fromEntries(line.split(",").map((value, k) => [names[k]!, value]));
    return {
      model: models.findIndex(({ id }) => id === columns["model_id"]),
      benchmark: benchmarks.findIndex(({ id }) => id === columns["benchmark_id"]),
      truth: Number(columns["y_true"]),
      low: Number(columns["min_b"]),
      high: Number(columns["max_b"]),
      columns,
    };
  });
}
