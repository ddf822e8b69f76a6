import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assay, folderWith, startAssay } from "../testing/assay-process.ts";

const sevenFiles = [
  "performance_matrix.csv",
  "cleaned_matrix.csv",
  "singular_values.json",
  "selected_benchmarks.json",
  "prediction_results.json",
  "canonical_predictions.csv",
  "results_summary.json",
];

async function tinyTable(): Promise<string> {
  const cwd = await folderWith();
  const made = await assay(["matrix", "generate", "--preset", "tiny", "--out", "tiny"], { cwd });
  expect(made.code).toBe(0);
  const mask = ["matrix", "mask", "--data", "tiny/scores.json", "--min-cells", "6", "--eval-models", "4"];
  expect((await assay([...mask, "--reveal", "3", "--out", "mask"], { cwd })).code).toBe(0);
  return cwd;
}

test("analyze writes the seven files and a page to read; the same bytes twice but for records.json", async () => {
  const cwd = await tinyTable();
  const line = ["matrix", "analyze", "--data", "tiny/scores.json", "--mask", "mask/mask.json", "--k", "3"];
  const [one, two] = await Promise.all([
    assay([...line, "--out", "one"], { cwd, withinMs: 60_000 }),
    assay([...line, "--out", "two", "--json"], { cwd, withinMs: 60_000 }),
  ]);
  expect(one).toMatchObject({ code: 0 });
  for (const word of ["table", "rank", "probes", "prediction", "masked", "proof"]) expect(one.out).toContain(word);
  const names = (await readdir(join(cwd, "one"), { recursive: true })).filter((name) => name.includes("."));
  for (const name of [...sevenFiles, "extraction.json", "records.json", "report.md", "report.html"])
    expect(names).toContain(name);
  for (const name of names.filter((each) => each !== "records.json")) {
    const [first, second] = await Promise.all(["one", "two"].map((folder) => readFile(join(cwd, folder, name))));
    expect(first!.equals(second!), name).toBe(true);
    if (!name.endsWith(".png")) expect(first!.toString("utf8"), name).not.toMatch(/\bNaN\b|\bundefined\b/);
  }
  expect(two.out).toBe(await readFile(join(cwd, "two", "results_summary.json"), "utf8"));
  const mask = JSON.parse(await readFile(join(cwd, "mask", "mask.json"), "utf8")) as { pairs: unknown[] };
  const rows = (await readFile(join(cwd, "one", "canonical_predictions.csv"), "utf8")).trim().split("\n");
  expect(rows.length - 1).toBe(mask.pairs.length);
});

test("without a mask the masked scores are left out, which is said, and exit 3", async () => {
  const cwd = await tinyTable();
  const ended = await assay(["matrix", "analyze", "--data", "tiny/scores.json", "--k", "3", "--out", "o"], {
    cwd,
    withinMs: 60_000,
  });
  expect(ended).toMatchObject({ code: 3, err: expect.stringContaining("canonical_predictions.csv is not written") });
  expect(await readdir(join(cwd, "o"))).not.toContain("canonical_predictions.csv");
});

test("stopped in the middle it leaves nothing behind", async () => {
  const cwd = await tinyTable();
  const before = (await readdir(cwd)).sort();
  const running = startAssay(
    ["matrix", "analyze", "--data", "tiny/scores.json", "--mask", "mask/mask.json", "--k", "3", "--out", "o"],
    { cwd },
  );
  setTimeout(() => running.child.kill("SIGINT"), 900);
  expect((await running.ended).code).not.toBe(0);
  expect((await readdir(cwd)).sort()).toEqual(before);
});

test("a mask cell that is the only score of its benchmark is predicted all the same", async () => {
  const models = Array.from({ length: 12 }, (_, i) => `m${i}`);
  const rows = models.map((model, i) => [model, 10 + 6 * i, 15 + 5 * i, 20 + 4 * i, 12 + 5.5 * i, i === 0 ? 44 : ""]);
  const csv = ["model,a,b,c,d,lonely", ...rows.map((row) => row.join(","))].join("\n");
  const mask = {
    seed: 1,
    reveal_k: 3,
    n_eval_models: 1,
    min_cells_per_model_to_eval: 3,
    eval_models: ["m0"],
    revealed: [{ model_id: "m0", benchmark_ids: ["a", "b", "c"] }],
    pairs: [
      { model_id: "m0", benchmark_id: "d" },
      { model_id: "m0", benchmark_id: "lonely" },
    ],
  };
  const cwd = await folderWith({ "scores.csv": csv, "mask.json": JSON.stringify(mask) });
  const line = ["matrix", "analyze", "--data", "scores.csv", "--mask", "mask.json", "--k", "2", "--out", "o"];
  const ended = await assay(line, { cwd, withinMs: 60_000 });
  expect(ended.code).toBe(0);
  const rowsOut = (await readFile(join(cwd, "o", "canonical_predictions.csv"), "utf8")).trim().split("\n");
  const lonely = rowsOut.find((row) => row.includes("lonely"))!.split(",");
  expect(Number(lonely[4])).toBeGreaterThanOrEqual(0);
  expect(lonely[4]).not.toBe("");
});
