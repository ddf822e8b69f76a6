import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generateMatrix } from "../../studies/matrix/generate/generate-matrix.ts";
import { generatedFiles } from "../../studies/matrix/generate/generated-files.ts";
import { assay, folderWith } from "../testing/assay-process.ts";

const generated = generateMatrix({ seed: 3, fill: 0.75 }, "tiny");
const scores = Object.values(
  generatedFiles(generated, { shape: "long", leakingPredictions: null, analysts: 0, agree: 0.4 }),
)[0]!;
const { models, benchmarks, cells } = generated.table;
const seenBy = (model: number) => cells.filter((cell) => cell.model === model).map(({ benchmark }) => benchmark);
const asked = models[0]!;
const missing = [...benchmarks.keys()].filter((j) => !seenBy(0).includes(j));
const costs = (list: readonly { benchmark_id: string; cost: number }[]) =>
  JSON.stringify({ schema: "assay/benchmark-costs@1", currency: "USD", costs: list });
const each = (cost: number) => costs(benchmarks.map(({ id }) => ({ benchmark_id: id, cost })));

const folder = (files: Readonly<Record<string, string>> = {}) => folderWith({ "scores.json": scores, ...files });
const next = (cwd: string, ...args: string[]) =>
  assay(["matrix", "next", "--data", "scores.json", ...args], { cwd, withinMs: 60_000 });

describe("assay matrix next", () => {
  test("ranks what the model lacks, writes it with a picture, the same bytes twice, and names stand-in costs", async () => {
    const cwd = await folder();
    const { code, out, err } = await next(cwd, "--model", asked.id, "--k", "2", "--out", "a");
    expect(err).toContain("note: no costs given");
    expect(code).toBe(0);
    expect(out).toContain(`${asked.name}: ${seenBy(0).length} scores measured`);
    expect(out).toContain("to run, in order");
    expect(await readdir(join(cwd, "a"))).toEqual(["next.csv", "next.json", "next.png", "next.svg"]);
    const text = await readFile(join(cwd, "a", "next.json"), "utf8");
    const record = JSON.parse(text);
    expect(record).toMatchObject({ schema: "assay/matrix-next@1", model_id: asked.id, objective: "variance" });
    expect(record.ranking).toHaveLength(missing.length);
    expect(record.picks).toHaveLength(2);
    expect(record.cost_note).toContain("no costs given");
    expect((await next(cwd, "--model", asked.name, "--k", "2", "--json")).out).toBe(text);
  });

  test("knows costs, a target, an order and a model the table lacks", async () => {
    const cwd = await folder({ "costs.json": each(2.5) });
    const priced = await next(cwd, "--model", asked.id, "--costs", "costs.json", "--budget", "5", "--json");
    expect(priced.err).toBe("");
    const { picks, cost_unit } = JSON.parse(priced.out);
    expect([picks.length, cost_unit]).toEqual([2, "USD"]);
    const target = benchmarks[missing[0]!]!.id;
    const aimed = await next(cwd, "--model", asked.id, "--target", target, "--json");
    expect(JSON.parse(aimed.out)).toMatchObject({ objective: "target", target, targets: [target] });
    const ordered = await next(cwd, "--model", asked.id, "--rank-against", models[4]!.id, "--json");
    expect(JSON.parse(ordered.out)).toMatchObject({ objective: "rank", rank_against: [models[4]!.id] });
    const fresh = JSON.stringify({ name: "mine", scores: { [benchmarks[seenBy(0)[0]!]!.id]: 50 } });
    const added = await next(cwd, "--new-model", fresh, "--weights", `{"${target}": 1, "*": 0}`, "--json");
    const record = JSON.parse(added.out);
    expect(record.ranking).toHaveLength(benchmarks.length - 1);
    expect(record.ranking[0].profits).toHaveLength(1);
  });

  test("replays what buying by it would have brought", async () => {
    const cwd = await folder();
    const { code, out } = await next(cwd, "--replay", "--min-cells", "8", "--draws", "3", "--out", "r");
    expect(code).toBe(0);
    expect(out).toContain("minus random");
    const record = JSON.parse(await readFile(join(cwd, "r", "replay.json"), "utf8"));
    expect(record.strategies.map(({ strategy }: { strategy: string }) => strategy)).toEqual([
      "next",
      "greedy",
      "coverage",
      "random",
    ]);
    expect(await readdir(join(cwd, "r"))).toEqual(["replay.csv", "replay.json", "replay.png", "replay.svg"]);
  });
});

describe("assay matrix next refuses, with exit 2 and nothing written,", () => {
  const own = ["--model", asked.id];
  const some = benchmarks[missing[0]!]!.id;
  const cases: readonly (readonly [string, readonly string[], string, string?])[] = [
    ["no model", [], "which model?"],
    ["an unknown model, naming the nearest", ["--model", `${asked.id}x`], `"${asked.id}"`],
    ["an unknown target, naming the nearest", [...own, "--target", `${some}x`], `"${some}"`],
    ["a target that is measured", [...own, "--target", benchmarks[seenBy(0)[0]!]!.id], "measured already"],
    ["a cost of 0", [...own, "--costs", "costs.json"], "are not above 0", each(0)],
    ["a cost below 0", [...own, "--costs", "costs.json"], "are not above 0", each(-1)],
    [
      "costs that are not all there",
      [...own, "--costs", "costs.json"],
      `no cost for ${benchmarks.length - 1}`,
      costs([{ benchmark_id: benchmarks[0]!.id, cost: 1 }]),
    ],
    ["a default cost of 0", [...own, "--default-cost", "0"], "--default-cost 0 is not above 0"],
    [
      "a budget below the cheapest",
      [...own, "--costs", "costs.json", "--budget", "2"],
      "the cheapest costs 3",
      each(3),
    ],
    ["a cap below the cheapest", [...own, "--costs", "costs.json", "--cost-cap", "2"], "the cheapest costs 3", each(3)],
    ["--k 0", [...own, "--k", "0"], "a whole number from 1 up"],
    ["more picks than can be run", [...own, "--k", "13"], `--k 13 of ${missing.length} benchmarks`],
    ["--k with --budget", [...own, "--k", "2", "--budget", "2"], "two ways to say how many"],
    ["itself to be ranked against", [...own, "--rank-against", asked.name], "is the model itself"],
    ["weights below 0", [...own, "--weights", `{"${some}": -1}`], "weights below 0"],
    ["weights that leave nothing", [...own, "--weights", '{"*": 0}'], "no benchmark has a weight above 0"],
    [
      "weights on measured scores alone",
      [...own, "--weights", `{"${benchmarks[seenBy(0)[0]!]!.id}": 1, "*": 0}`],
      "no missing benchmark has a weight",
    ],
    ["a file of costs that is not there", [...own, "--costs", "none.json"], "no such file of costs"],
    ["a replay of one model", ["--replay", ...own], "--model is no part of --replay"],
    ["a replay without models", ["--replay", "--min-cells", "13"], "0 model(s) with 13 scores or more"],
  ];
  test.each(cases.map(([what, args, message, file]) => ({ what, args, message, file })))("$what", async (refused) => {
    const { args, message, file } = refused;
    const cwd = await folder(file === undefined ? {} : { "costs.json": file });
    const { code, out, err } = await next(cwd, ...args, "--out", "o");
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, ""]);
    expect(await readdir(cwd)).not.toContain("o");
  });
});
