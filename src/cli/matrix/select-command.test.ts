import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generateMatrix } from "../../studies/matrix/generate/generate-matrix.ts";
import { generatedFiles } from "../../studies/matrix/generate/generated-files.ts";
import { assay, folderWith } from "../testing/assay-process.ts";

const generated = generateMatrix({ seed: 3 }, "tiny");
const plain = { shape: "long", leakingPredictions: null, analysts: 0, agree: 0.4 } as const;
const scores = Object.values(generatedFiles(generated, plain))[0]!;
const { benchmarks } = generated.table;
const costs = (list: readonly { benchmark_id: string; cost: number }[]) =>
  JSON.stringify({ schema: "assay/benchmark-costs@1", currency: "USD", costs: list });
const each = (cost: number) => costs(benchmarks.map(({ id }) => ({ benchmark_id: id, cost })));

const folder = (files: Readonly<Record<string, string>> = {}) => folderWith({ "scores.json": scores, ...files });
const select = (cwd: string, ...args: string[]) =>
  assay(["matrix", "select", "--data", "scores.json", "--min-per-benchmark", "5", "--draws", "2", ...args], {
    cwd,
    withinMs: 60_000,
  });

describe("assay matrix select", () => {
  test("writes the order, its honest error and a picture, the same bytes twice", async () => {
    const cwd = await folder();
    const { code, out, err } = await select(cwd, "--k", "3", "--out", "a");
    expect(err).toContain("written:");
    expect(code).toBe(0);
    expect(out).toContain("in-sample*");
    const names = ["selected_benchmarks.json", "selection.csv", "selection.png", "selection.svg"];
    expect(await readdir(join(cwd, "a"))).toEqual(names);
    const text = await readFile(join(cwd, "a", "selected_benchmarks.json"), "utf8");
    expect(JSON.parse(text)).toMatchObject({ schema: "assay/matrix-selection@1", n_selected: 3, method: "greedy" });
    expect((await select(cwd, "--k", "3", "--json")).out).toBe(text);
  });

  test("keeps to a budget and names costs that stand in for real ones", async () => {
    const cwd = await folder({ "costs.json": each(2.5) });
    const paid = await select(cwd, "--budget", "8", "--costs", "costs.json", "--method", "variance", "--json");
    expect(paid.err).toBe("");
    expect(JSON.parse(paid.out)).toMatchObject({ n_selected: 3, cost: 7.5 });
    const free = await select(cwd, "--budget", "2", "--default-cost", "1", "--method", "coverage", "--json");
    expect(free.err).toContain("note: no costs given: every benchmark counts 1");
    expect(JSON.parse(free.out).n_selected).toBe(2);
  });
});

describe("assay matrix select refuses, with exit 2 and nothing written,", () => {
  const priced = ["--budget", "5", "--costs", "costs.json"];
  const cases: readonly (readonly [string, readonly string[], string, string?])[] = [
    ["as many as there are", ["--k", "12"], "--k 12 of 12 benchmarks leaves none"],
    ["--k 0", ["--k", "0"], "a whole number from 1 up"],
    ["--k with --budget", ["--k", "2", "--budget", "3"], "two ways to say how many"],
    ["costs without a budget", ["--costs", "costs.json"], "no part without a budget", each(1)],
    ["a cost of 0", priced, "12 cost(s) are not above 0", each(0)],
    [
      "costs that are not all there",
      priced,
      `no cost for 11 benchmark(s): ${benchmarks[1]!.id}`,
      costs([{ benchmark_id: benchmarks[0]!.id, cost: 1 }]),
    ],
    [
      "costs of other benchmarks, naming the nearest",
      priced,
      `did you mean "${benchmarks[1]!.id}"`,
      costs([{ benchmark_id: `${benchmarks[1]!.id}x`, cost: 1 }]),
    ],
    ["a budget below the cheapest", priced, "a budget of 5 buys nothing: the cheapest costs 6", each(6)],
    ["costs that are not JSON, with their place", priced, "costs.json", "{"],
    ["a method that is none", ["--method", "best"], "one of greedy, exhaustive"],
    ["data too thin to choose from", ["--min-per-model", "12"], "is left with"],
  ];
  test.each(cases.map(([what, args, message, file]) => ({ what, args, message, file })))("$what", async (refused) => {
    const { args, message, file } = refused;
    const cwd = await folder(file === undefined ? {} : { "costs.json": file });
    const { code, out, err } = await select(cwd, ...args, "--out", "o");
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, ""]);
    expect(await readdir(cwd)).not.toContain("o");
  });
});
