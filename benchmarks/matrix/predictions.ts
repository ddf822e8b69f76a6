import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { generateMatrix } from "../../src/studies/matrix/generate/generate-matrix.ts";
import type { PresetName } from "../../src/studies/matrix/generate/generate-options.ts";
import { generatedFiles } from "../../src/studies/matrix/generate/generated-files.ts";
import { makeMask } from "../../src/studies/matrix/masks/make-mask.ts";
import { revealMaskText } from "../../src/studies/matrix/masks/reveal-mask.ts";
import { type Measured, machineLine, measure, median } from "../support/measure.ts";

/**
 * Predictions of a table of scores, whole processes from file to output, as a user starts them:
 * `node benchmarks/matrix/predictions.ts [canonical] [per-model] [edition2] [analyze] [wide]`. Runs on the public table where
 * ASSAY_REFERENCE (or ../shared/reference) has it, else on generated ones of its size.
 */
const asked = process.argv.slice(2);
const bin = fileURLToPath(new URL("../../bin/assay.mjs", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "assay-predictions-"));
const reference = resolve(process.env["ASSAY_REFERENCE"] ?? "../shared/reference", "matrix");
const bare = ["--no-intervals", "--no-leak-proof", "--resamples", "1000"];

async function generated(name: string, options: object, preset: PresetName | null): Promise<string> {
  const made = generateMatrix({ seed: 1, ...options }, preset);
  const files = generatedFiles(made, { shape: "long", leakingPredictions: null, analysts: 0, agree: 0 });
  await writeFile(join(folder, `${name}.json`), files["scores.json"]!);
  const mask = makeMask(made.table, { seed: 1, reveal: 5, evalModels: 12, minCells: 15 });
  await writeFile(join(folder, `${name}-mask.json`), revealMaskText(mask));
  return join(folder, `${name}.json`);
}

async function publicTable(): Promise<{ data: string; mask: string }> {
  const data = join(reference, "llm_benchmark_data.json");
  if (existsSync(data)) return { data, mask: join(reference, "canonical_mask.json") };
  const made = await generated("public", {}, "public-like");
  return { data: made, mask: join(folder, "public-mask.json") };
}

async function run(name: string, goal: string, args: readonly string[], rounds = 3): Promise<number> {
  const measured: Measured[] = [];
  for (let round = 0; round < rounds; round++)
    measured.push(await measure(process.execPath, ["--max-semi-space-size=2", bin, "matrix", ...args], folder));
  const figure = (key: keyof Measured, digits: number) => median(measured.map((each) => each[key])).toFixed(digits);
  console.log(
    `${name}: wall ${figure("wallS", 2)} s, CPU ${figure("cpuS", 2)} s, peak ${figure("peakMb", 0)} MB (goal ${goal})`,
  );
  return Number(figure("cpuS", 2));
}

const workloads: Readonly<Record<string, () => Promise<void>>> = {
  async canonical() {
    const { data, mask } = await publicTable();
    const line = ["evaluate", "--data", data, "--mask", mask, ...bare, "--predictor"];
    await run("12 models, assay", "< 2 s", [...line, "assay"]);
    await run("12 models, fax:2-6", "< 1 s", [...line, "fax:2-6"]);
  },
  async "per-model"() {
    const { data } = await publicTable();
    const split = ["--protocol", "per-model", "--numpy-legacy", "--duplicates", "last", "--seed", "42"];
    const line = ["evaluate", "--data", data, ...split, ...bare, "--predictor"];
    await run("3 folds, blend", "≤ 1.4 s", [...line, "blend"]);
    await run("3 folds, blend, svd-logit and fax:2-6", "< 3 s", [...line, "blend,svd-logit,fax:2-6"]);
  },
  async edition2() {
    const data = await generated("edition2", { models: 84, benchmarks: 133, rank: 3, fill: 0.3 }, null);
    const line = ["evaluate", "--data", data, "--protocol", "per-model", "--folds", "30", ...bare, "--predictor"];
    const fax = await run("30 folds of 84 × 133, fax:2-6", "≤ 10 s", [...line, "fax:2-6"], 1);
    const als = await run("30 folds of 84 × 133, bias-als", "slower than fax:2-6", [...line, "bias-als"], 1);
    console.log(`fax:2-6 ${(fax / als).toFixed(2)} × bias-als, CPU`);
  },
  async analyze() {
    const { data, mask } = await publicTable();
    const line = ["analyze", "--data", data, "--mask", mask, "--force", "--out", join(folder, "analysis")];
    await run("the whole chain", "< 20 s, < 400 MB", line, 1);
  },
  async wide() {
    const data = await generated("wide", {}, "wide");
    await run(
      "300 × 400, all cells with intervals",
      "< 15 s",
      ["predict", "--data", data, "--all", "--predictor", "fax:2-6"],
      1,
    );
  },
};

try {
  console.log(machineLine());
  for (const [name, work] of Object.entries(workloads)) if (asked.length === 0 || asked.includes(name)) await work();
} finally {
  await rm(folder, { recursive: true });
}
