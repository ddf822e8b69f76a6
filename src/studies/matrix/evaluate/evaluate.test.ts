import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { MaskedView } from "../masked-view.ts";
import { parseRevealMask } from "../masks/reveal-mask.ts";
import type { Predictor } from "../predictor.ts";
import { maskProtocol } from "../protocols/reveal.ts";
import { referencePredictions } from "../testing/reference-predictions.ts";
import { matrixReference, referenceTable } from "../testing/reference-table.ts";
import { evaluate } from "./evaluate.ts";

const file = matrixReference("canonical_mask.json");

describe.skipIf(file === null)("evaluating on the public table (skipped: no reference data)", () => {
  const table = file === null ? null! : referenceTable();
  const protocol = file === null ? null! : maskProtocol([parseRevealMask(readFileSync(file, "utf8"), file)]);
  const published = referencePredictions();
  const options = { seed: 1, resamples: 1000 };

  test.each([
    ["benchmark_mean", 19.126, 19.126],
    ["svd_logit_r2", 15.256, 15.138],
    ["logit_benchreg", 16.23, 16.311],
    ["benchpress_06_04", 14.694, 14.632],
    ["bias_als_r2_lam0.1", 13.778, 13.372],
    ["fax_r3", 13.184, 12.692],
    ["fax_r2to6", 13.268, 12.947],
    ["gp2_r3", 12.643, 12.246],
  ])("the published predictions of %s have their published errors", (column, unclipped, clipped) => {
    const result = evaluate(table, protocol, [replaying(column)], options);
    const [row] = result.predictors;
    expect(result.cells).toHaveLength(196);
    expect(row!.unclipped.mae.value).toBeCloseTo(unclipped, 3);
    expect(row!.clipped.mae.value).toBeCloseTo(clipped, 3);
    expect(row!.unclipped.mae.ci!.low).toBeLessThan(unclipped);
    expect(row!.unclipped.mae.ci!.high).toBeGreaterThan(unclipped);
  });

  test("differences are paired: the better of two keeps its interval below 0, and the order of the two only turns the sign", () => {
    const both = [replaying("gp2_r3"), replaying("benchmark_mean")];
    const there = evaluate(table, protocol, both, options).differences.find(({ on }) => on === "clipped")!;
    const back = evaluate(table, protocol, both.toReversed(), options).differences.find(({ on }) => on === "clipped")!;
    expect(there.estimate.value).toBeCloseTo(12.246 - 19.126, 3);
    expect(there.estimate.ci!.high).toBeLessThan(0);
    expect(back.estimate.value).toBeCloseTo(-there.estimate.value!, 12);
    expect(back.p).toBe(there.p);
  });

  test("a predictor that throws keeps its reason, and loses no other's figures", () => {
    const broken: Predictor = {
      ...replaying("fax_r3"),
      id: "broken",
      fit: () => {
        throw new Error("no such column");
      },
    };
    const result = evaluate(table, protocol, [broken, replaying("fax_r3")], options);
    expect(result.predictors[0]!.run).toMatchObject({ status: "error", reason: "no such column" });
    expect(result.predictors[0]!.coverage).toBe(0);
    expect(result.predictors[0]!.values.fallbacks).toBe(196);
    expect(result.predictors[1]!.unclipped.mae.value).toBeCloseTo(13.184, 3);
  });

  test("a predictor sees no held-out cell", () => {
    const seen: MaskedView[] = [];
    const spy: Predictor = {
      ...replaying("fax_r3"),
      fit(view, fitOptions) {
        seen.push(view);
        return replaying("fax_r3").fit(view, fitOptions);
      },
    };
    evaluate(table, protocol, [spy], options);
    for (const [at, task] of protocol.tasks(table).entries()) {
      for (const { model, benchmark } of task.hidden) {
        const { start, index } = seen[at]!.rows;
        expect([...index.subarray(start[model]!, start[model + 1]!)]).not.toContain(benchmark);
      }
    }
  });

  /** Answers with a published column; it looks the cell up by name, so it tests the scoring and not the method. */
  function replaying(column: string): Predictor {
    const values = new Map(published.map(({ model, benchmark, by }) => [`${model}/${benchmark}`, by[column]!]));
    return {
      id: column,
      describe: () => ({ title: column, summary: "", constants: {}, source: null }),
      fit: (view) => ({
        predict: (cells) =>
          cells.map((cell) => ({
            cell,
            value: values.get(`${view.models[cell.model]!.id}/${view.benchmarks[cell.benchmark]!.id}`)!,
            working: null,
            sd: null,
            support: { modelScores: 5, benchmarkScores: 1 },
          })),
      }),
    };
  }
});
