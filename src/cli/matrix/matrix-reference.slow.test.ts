import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { matrixReference } from "../../studies/matrix/testing/reference-table.ts";
import { assay, folderWith } from "../testing/assay-process.ts";

const data = matrixReference("llm_benchmark_data.json");
const file = matrixReference("canonical_mask.json");
const withinMs = 280_000;

describe.skipIf(data === null || file === null)("on the public table (skipped: no reference data)", () => {
  const table = ["--data", resolve(data ?? "")];
  const mask = resolve(file ?? "");

  test("analyze: seven files, the summary's tree, 196 numeric rows, errors, the same bytes twice", async () => {
    const cwd = await folderWith();
    for (const out of ["one", "two"]) {
      const ended = await assay(["matrix", "analyze", ...table, "--mask", mask, "--out", out], { cwd, withinMs });
      expect(ended.code, ended.err).toBe(0);
    }
    const names = (await readdir(join(cwd, "one"), { recursive: true })).filter((name) => name.includes("."));
    for (const name of names.filter((each) => each !== "records.json")) {
      const [one, two] = await Promise.all(["one", "two"].map((folder) => readFile(join(cwd, folder, name))));
      expect(one!.equals(two!), name).toBe(true);
    }
    const text = (name: string) => readFile(join(cwd, "one", name), "utf8");
    const summary = JSON.parse(await text("results_summary.json")) as Record<string, Record<string, unknown>>;
    expect(summary).toMatchObject({
      data_discovery: {
        raw_schema: expect.any(String),
        extraction_decisions: expect.any(String),
        n_models_raw: 83,
        n_benchmarks_raw: 49,
      },
      data: { n_models: expect.any(Number), n_benchmarks: expect.any(Number), preprocessing: expect.any(String) },
      rank_analysis: {
        method: expect.any(String),
        effective_rank: expect.any(Number),
        variance_explained_by_rank: expect.any(Number),
        singular_values: expect.arrayContaining([expect.any(Number)]),
        justification: expect.any(String),
      },
      benchmark_selection: {
        method: expect.any(String),
        selected_benchmarks: expect.arrayContaining([expect.any(String)]),
        n_selected: 5,
        selection_criterion: expect.any(String),
      },
      prediction: {
        method: expect.any(String),
        overall_mae: expect.any(Number),
        per_benchmark_mae: expect.any(Object),
        evaluation_protocol: expect.any(String),
        n_predictor_benchmarks: expect.any(Number),
        achieves_mae_under_5: false,
      },
      methodology_notes: expect.any(String),
    });
    expect(summary["data"]!["missing_fraction"]).toBeCloseTo(0.661913, 6);
    expect(Number.isInteger(summary["rank_analysis"]!["effective_rank"])).toBe(true);
    expect(summary["canonical_evaluation"]!["mae_clipped"]).toBeLessThanOrEqual(12.5);
    expect(summary["canonical_evaluation"]!["mae"]).toBeLessThanOrEqual(12.9);

    const [head, ...rows] = (await text("canonical_predictions.csv")).trim().split("\n");
    expect(head).toMatch(/^model_id,model_name,benchmark_id,benchmark_name,y_pred,/);
    expect(rows).toHaveLength(196);
    const matrix = (await text("performance_matrix.csv")).trim().split("\n");
    expect(matrix).toHaveLength(84);
    expect(matrix[0]!.startsWith("model_name,")).toBe(true);
    const predicted = JSON.parse(await text("records.json")) as [{ items: { value: unknown }[] }];
    expect(predicted[0].items).toHaveLength(196);
    for (const { value } of predicted[0].items) expect(value).toEqual(expect.any(Number));
  });

  test("the development protocol: 26 models, 130 tasks, 2,660 cells, and its errors", async () => {
    const cwd = await folderWith();
    const split = ["--reveal", "5", "--masks", "1..5", "--eval-models", "all", "--min-cells", "15"];
    const away = ["--exclude-eval", mask, "--hide", mask, "--no-intervals", "--no-leak-proof", "--resamples", "200"];
    const predictors = ["--predictor", "fax:2-6,bias-als,blend,assay"];
    const line = ["matrix", "evaluate", ...table, ...split, ...away, ...predictors, "--json"];
    const ended = await assay(line, { cwd, withinMs });
    expect(ended.code, ended.err).toBe(0);
    const { protocol, predictors: rows } = JSON.parse(ended.out) as {
      protocol: object;
      predictors: { id: string; clipped: { mae: { value: number } } }[];
    };
    expect(protocol).toMatchObject({ models: 26, tasks: 130, cells: 2660 });
    const mae = Object.fromEntries(rows.map(({ id, clipped }) => [id, clipped.mae.value]));
    expect(Math.abs(mae["fax:2-6"]! - 13.03)).toBeLessThanOrEqual(0.05);
    expect(Math.abs(mae["bias-als"]! - 15.05)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(mae["blend"]! - 15.09)).toBeLessThanOrEqual(0.05);
    expect(mae["assay"]!).toBeLessThanOrEqual(mae["fax:2-6"]! + 0.2);
  });
});
