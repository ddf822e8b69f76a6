import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assay, folderWith, startAssay } from "../testing/assay-process.ts";

const space = {
  schema: "assay/multiverse-space@1",
  levels: {
    duplicates: ["mean", "last"],
    zeros: ["keep"],
    missing: ["masked", "mean-fill"],
    filter: ["none"],
    transform: ["logit"],
    decomposition: ["svd"],
    rank: ["fixed-2", "elbow"],
    selection: ["greedy", "coverage"],
    predictor: ["fax", "mean", "bias-als"],
    protocol: ["reveal-3", "cells"],
  },
};

async function tiny(files: Readonly<Record<string, string>> = {}) {
  const cwd = await folderWith({ "space.json": JSON.stringify(space), ...files });
  const made = await assay(["matrix", "generate", "--preset", "tiny", "--duplicates", "6", "--out", "data"], { cwd });
  expect(made.code).toBe(0);
  return cwd;
}

const base = ["matrix", "multiverse", "--data", "data/scores.json", "--space", "space.json"];
const slow = { timeout: 90_000 };

test(
  "multiverse writes its files, all combinations in them, and resumes to the same bytes after a kill",
  slow,
  async () => {
    const cwd = await tiny();
    const whole = await assay([...base, "--out", "whole"], { cwd, withinMs: 60_000 });
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.out).toContain("all 96 universes");
    expect(whole.out).toMatch(/Canonical error: .*Sobol/);
    const names = ["mask.json", "multiverse.csv", "multiverse.json", "multiverse.png", "multiverse.svg"];
    expect((await readdir(join(cwd, "whole"))).sort()).toEqual(names);
    const rows = (await readFile(join(cwd, "whole", "multiverse.csv"), "utf8")).trimEnd().split("\n");
    expect(rows).toHaveLength(97);
    expect(rows[0]).toContain(
      "duplicates,zeros,missing,filter,transform,decomposition,rank,selection,predictor,protocol",
    );

    const running = startAssay([...base, "--out", "again"], { cwd, withinMs: 60_000 });
    const journal = join(cwd, "again.universes.jsonl");
    for (;;) {
      const text = await readFile(journal, "utf8").catch(() => "");
      if (text.split("\n").length > 8) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    running.child.kill("SIGKILL");
    await running.ended;
    expect(await readdir(cwd)).not.toContain("again");
    // As if the last line had been torn too.
    const kept = await readFile(journal, "utf8");
    await writeFile(journal, kept.slice(0, -20));
    await copyFile(journal, join(cwd, "kept.jsonl"));
    const resumed = await assay([...base, "--out", "again"], { cwd, withinMs: 60_000 });
    expect(resumed).toMatchObject({ code: 0, out: whole.out });
    expect(resumed.err).toMatch(/resuming: \d+ of 96 universes/);
    for (const name of names) {
      expect((await readFile(join(cwd, "again", name))).equals(await readFile(join(cwd, "whole", name)))).toBe(true);
    }
    expect(await readdir(cwd)).not.toContain("again.universes.jsonl");

    await copyFile(join(cwd, "kept.jsonl"), join(cwd, "other.universes.jsonl"));
    const foreign = await assay([...base, "--seed", "2", "--out", "other"], { cwd });
    expect(foreign).toMatchObject({ code: 2, out: "", err: expect.stringContaining("another table, mask, seed") });
  },
);

test("an interrupt keeps what is finished and says how to go on", slow, async () => {
  const cwd = await tiny();
  // The default choices make it long enough to be interrupted on any machine.
  const running = startAssay([...base.slice(0, 4), "--out", "out"], { cwd, withinMs: 60_000 });
  const journal = join(cwd, "out.universes.jsonl");
  for (;;) {
    if ((await readFile(journal, "utf8").catch(() => "")).split("\n").length > 4) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  running.child.kill("SIGINT");
  const ended = await running.ended;
  expect(ended).toMatchObject({ code: 130, out: "", err: expect.stringContaining("the same command goes on") });
  expect(await readdir(cwd)).not.toContain("out");
  const finished = (await readFile(journal, "utf8")).trimEnd().split("\n").slice(1);
  expect(finished.length).toBeGreaterThanOrEqual(3);
  for (const line of finished) expect(JSON.parse(line)).toHaveProperty("canonical");
});

test("an analysis is placed, and given policies hold in all universes", slow, async () => {
  const summary = {
    data_discovery: { extraction_decisions: "duplicates averaged" },
    data: { n_models: 20, n_benchmarks: 12, missing_fraction: 0.4, preprocessing: "mean-imputed, logit" },
    rank_analysis: { method: "SVD, elbow", effective_rank: 2 },
    benchmark_selection: { method: "greedy" },
    prediction: { method: "mean baseline", overall_mae: 21, evaluation_protocol: "random cells" },
  };
  const cwd = await tiny({ "runs/mine/results_summary.json": JSON.stringify(summary), "empty/note.txt": "" });
  const args = [...base, "--duplicates", "mean", "--max", "40", "--place"];
  const placed = await assay([...args, "runs", "--json"], { cwd, withinMs: 60_000 });
  expect(placed).toMatchObject({ code: 0 });
  const record = JSON.parse(placed.out);
  expect(record).toMatchObject({
    schema: "assay/matrix-multiverse@1",
    design: { kind: "sample", universes: 40, counts: { duplicates: { mean: 40 }, rank: { "fixed-2": 20, elbow: 20 } } },
  });
  expect(record.places[0]).toMatchObject({
    id: "mine",
    mapped: { predictor: { level: "mean" }, rank: { level: "elbow" } },
  });
  const missing = await assay([...args, "empty"], { cwd });
  expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("results_summary.json") });
});

test.each([
  ["an unknown level", { ...space, levels: { transform: ["cube"] } }, /"cube" is no level of transform/],
  ["an unknown part", { ...space, levels: { colour: ["red"] } }, /unknown key "colour"/],
  ["nothing allowed", { ...space, levels: one(), forbidden: [{ zeros: "keep", transform: "raw" }] }, /forbidden/],
])("a space with %s is refused, and nothing is written", async (_what, bad, message) => {
  const cwd = await folderWith({ "space.json": JSON.stringify(bad) });
  const refused = await assay([...base, "--out", "out"], { cwd });
  expect(refused).toMatchObject({ code: 2, out: "" });
  expect(refused.err).toMatch(message);
  expect(await readdir(cwd)).toEqual(["space.json"]);
});

function one() {
  return {
    ...Object.fromEntries(Object.entries(space.levels).map(([part, [first]]) => [part, [first]])),
    transform: ["raw"],
  };
}
