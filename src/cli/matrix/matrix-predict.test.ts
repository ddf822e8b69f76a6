import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assay, folderWith } from "../testing/assay-process.ts";

interface Prediction {
  readonly benchmark_id: string;
  readonly y_pred: number | null;
  readonly y_low: number | null;
  readonly y_high: number | null;
  readonly is_observed: boolean;
  readonly reason: string | null;
  readonly because: readonly string[];
}

interface Scores {
  readonly models: readonly Readonly<Record<string, unknown>>[];
  readonly scores: readonly { readonly model_id: string; readonly benchmark_id: string; readonly score: number }[];
}

async function table(...size: string[]): Promise<{ cwd: string; scores: Scores }> {
  const cwd = await folderWith();
  const made = await assay(["matrix", "generate", ...size, "--out", "t"], { cwd });
  expect(made.code).toBe(0);
  return { cwd, scores: JSON.parse(await readFile(join(cwd, "t", "scores.json"), "utf8")) as Scores };
}

async function predicted(cwd: string, ...args: string[]) {
  const ended = await assay(["matrix", "predict", "--data", "t/scores.json", ...args, "--json"], { cwd });
  return { ...ended, rows: (ended.out === "" ? [] : JSON.parse(ended.out)) as Prediction[] };
}

test("a new model with a known one's scores and facts is predicted as that one is", async () => {
  const { cwd, scores } = await table("--preset", "tiny");
  const id = "model-05";
  const known = scores.models.find((model) => model["id"] === id)!;
  const own = scores.scores.filter(({ model_id }) => model_id === id);
  const twin = {
    ...known,
    name: "twin",
    id: undefined,
    scores: Object.fromEntries(own.map(({ benchmark_id, score }) => [benchmark_id, score])),
  };
  const there = await predicted(cwd, "--model", id);
  const here = await predicted(cwd, "--exclude-models", id, "--new-model", JSON.stringify(twin));
  expect({ code: here.code, err: here.err }).toEqual({ code: 0, err: expect.any(String) });
  const byBenchmark = new Map(here.rows.map((row) => [row.benchmark_id, row]));
  expect(there.rows.length).toBeGreaterThan(2);
  for (const row of there.rows) expect(byBenchmark.get(row.benchmark_id)!.y_pred).toBeCloseTo(row.y_pred!, 6);
});

test("a new model without a score is predicted from what is public about it, inside wide intervals", async () => {
  const { cwd } = await table("--preset", "tiny");
  const { code, rows } = await predicted(cwd, "--new-model", '{"name": "mine", "scores": {}}');
  expect(code).toBe(0);
  expect(rows).toHaveLength(12);
  for (const { y_pred, y_low, y_high } of rows) {
    expect(y_pred!).toBeGreaterThan(y_low!);
    expect(y_pred!).toBeLessThan(y_high!);
  }
});

test("a measured score is said, without an interval; one that is not comes with reasons", async () => {
  const { cwd, scores } = await table("--preset", "tiny");
  const [{ model_id, benchmark_id, score } = { model_id: "", benchmark_id: "", score: 0 }] = scores.scores;
  const measured = await predicted(cwd, "--model", model_id, "--benchmark", benchmark_id);
  expect(measured.rows).toEqual([
    expect.objectContaining({ observed: score, is_observed: true, y_pred: null, y_low: null, y_high: null }),
  ]);
  const { rows } = await predicted(cwd, "--model", model_id);
  for (const { because } of rows) expect(because.length).toBeGreaterThan(0);
});

test("six models to calibrate on are too few for 90 %: no bounds, and how many are needed", async () => {
  const { cwd } = await table("--models", "7", "--benchmarks", "8", "--rank", "2", "--fill", "0.8");
  const { rows } = await predicted(cwd, "--all");
  expect(rows.length).toBeGreaterThan(0);
  for (const { y_pred, y_low, y_high, reason } of rows) {
    expect(y_pred).not.toBeNull();
    expect([y_low, y_high]).toEqual([null, null]);
    expect(reason).toBe("too_few_calibration_models: 9 needed");
  }
});

test("a benchmark that is not there: the nearest is named", async () => {
  const { cwd } = await table("--preset", "tiny");
  const { code, err } = await predicted(cwd, "--benchmark", "bench-1");
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/Did you mean "bench-/) });
});
