import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assay, folderWith } from "../testing/assay-process.ts";

const withinMs = 60_000;

/** A benchmark without scores, one with equal scores, one with a single model, a model with one score. */
async function hostileTable(): Promise<string> {
  const cwd = await folderWith();
  const size = ["--preset", "hostile", "--models", "16", "--benchmarks", "10"];
  expect((await assay(["matrix", "generate", ...size, "--out", "h"], { cwd })).code).toBe(0);
  return cwd;
}

const verbs = [
  "extract",
  "rank",
  "select --k 2 --min-per-benchmark 2 --min-per-model 1",
  "mask --min-cells 3 --eval-models all --reveal 1",
  "predict --all",
  "evaluate --min-cells 3 --reveal 1 --eval-models 3 --predictor mean,benchreg,svd-logit,bias-als,assay --resamples 200",
  "evaluate --protocol leave-benchmark --predictor mean,fax:2-6 --resamples 200 --no-leak-proof",
  "analyze --k 2",
  "anomalies",
];

test.each(verbs)(
  "%s answers on a hostile table without NaN or a stack trace",
  async (verb) => {
    const cwd = await hostileTable();
    const line = ["matrix", ...verb.split(" "), "--data", "h/scores.json", "--out", "o"];
    const { code, out, err } = await assay(line, { cwd, withinMs });
    expect({ code, err }).toEqual({ code: expect.toBeOneOf([0, 3]), err: expect.stringContaining("written") });
    expect(out + err).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|^ {4}at /m);
    const names = await readdir(join(cwd, "o"), { recursive: true });
    for (const name of names.filter((each) => /\.(json|csv|md|html|svg)$/.test(each))) {
      expect(await readFile(join(cwd, "o", name), "utf8"), name).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b/);
    }
  },
  90_000,
);
