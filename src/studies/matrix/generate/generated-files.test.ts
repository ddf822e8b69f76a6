import { expect, test } from "vitest";
import { parseRevealMask } from "../masks/reveal-mask.ts";
import { generateMatrix } from "./generate-matrix.ts";
import { generatedFiles } from "./generated-files.ts";

const plain = { shape: "long", leakingPredictions: null, analysts: 0, agree: 0 } as const;

test("truth names what was planted by id, and holds the whole table", () => {
  const generated = generateMatrix({ seed: 2, anomalies: 3, zeros: 2 }, "tiny");
  const files = generatedFiles(generated, plain);
  expect(Object.keys(files)).toEqual(["scores.json", "truth.json"]);
  const truth = JSON.parse(files["truth.json"]!);
  expect(truth).toMatchObject({ schema: "assay/matrix-truth@1", rank: 2, mechanism: { kind: "mcar" } });
  expect(truth.full_matrix).toHaveLength(20);
  expect(truth.planted.anomalies).toHaveLength(3);
  const { scores } = JSON.parse(files["scores.json"]!);
  for (const { model_id, benchmark_id, after } of truth.planted.anomalies)
    expect(scores).toContainEqual(expect.objectContaining({ model_id, benchmark_id, score: after }));
});

test("leaking predictions lie the asked share of the way to the truth: slope 1 at a full leak, 0 at none", () => {
  const generated = generateMatrix({ seed: 4 }, "public-like");
  const read = (strength: number) => {
    const text = generatedFiles(generated, { ...plain, leakingPredictions: strength })["leaking_predictions.csv"]!;
    return text
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",").at(-1)));
  };
  const [none, some, all] = [read(0), read(0.6), read(1)];
  const mask = parseRevealMask(
    generatedFiles(generated, { ...plain, leakingPredictions: 0 })["mask.json"]!,
    "mask.json",
  );
  const idAt = new Map(generated.table.models.map(({ id }, at) => [id, at]));
  const benchmarkAt = new Map(generated.table.benchmarks.map(({ id }, at) => [id, at]));
  const truth = mask.pairs.map(
    ({ modelId, benchmarkId }) =>
      generated.table.cells.find((c) => c.model === idAt.get(modelId) && c.benchmark === benchmarkAt.get(benchmarkId))!
        .value,
  );
  expect(all).toEqual(truth);
  const slope = (predicted: readonly number[]) => {
    const gap = truth.map((value, i) => value - none[i]!);
    return (
      predicted.reduce((sum, value, i) => sum + (value - none[i]!) * gap[i]!, 0) /
      gap.reduce((sum, g) => sum + g * g, 0)
    );
  };
  expect(slope(some)).toBeCloseTo(0.6, 10);
  expect(new Set(mask.pairs.map(({ modelId }) => modelId)).size).toBe(12);
});

test("analysts follow the common choices about as often as asked, and always at 1", () => {
  const generated = generateMatrix({ seed: 6 }, "tiny");
  const files = generatedFiles(generated, { ...plain, analysts: 40, agree: 0.4 });
  const { analysts } = JSON.parse(files["truth.json"]!).planted;
  const followed = analysts.runs.map((run: { followed: string[] }) => run.followed.length);
  // 40 × 7 draws at 0.4: binomial sd 0.03.
  expect(followed.reduce((sum: number, n: number) => sum + n, 0) / 280).toBeCloseTo(0.4, 1);
  const summaries = Object.keys(files).filter((name) => name.endsWith("results_summary.json"));
  expect(summaries).toHaveLength(40);
  const summary = JSON.parse(files[summaries[0]!]!);
  expect(Object.keys(summary)).toEqual([
    "data_discovery",
    "data",
    "rank_analysis",
    "benchmark_selection",
    "prediction",
    "methodology_notes",
  ]);
  const alike = generatedFiles(generated, { ...plain, analysts: 5, agree: 1 });
  const same = JSON.parse(alike["truth.json"]!).planted.analysts;
  for (const run of same.runs) expect(run.choices).toEqual(same.common);
});

test("the same seed gives the same bytes in every file", () => {
  const make = () =>
    generatedFiles(generateMatrix({ seed: 9 }, "hostile"), {
      shape: "eee",
      leakingPredictions: 0.5,
      analysts: 3,
      agree: 0.5,
    });
  expect(make()).toEqual(make());
});
