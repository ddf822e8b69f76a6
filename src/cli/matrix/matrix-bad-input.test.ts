import { readdir } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { assay } from "../testing/assay-process.ts";

/** 12 models on 6 benchmarks, m0 without f. */
const scores = [
  "model,a,b,c,d,e,f",
  ...Array.from({ length: 12 }, (_, i) =>
    [
      `m${i}`,
      ...Array.from({ length: 6 }, (_v, j) => (i === 0 && j === 5 ? "" : 20 + 5 * i + 3 * ((i * j) % 4))),
    ].join(),
  ),
].join("\n");

const pair = (model_id: string, benchmark_id: string) => ({ model_id, benchmark_id });
const maskWith = (change: object) =>
  JSON.stringify(
    {
      seed: 1,
      reveal_k: 2,
      n_eval_models: 1,
      min_cells_per_model_to_eval: 3,
      eval_models: ["m0"],
      revealed: [{ model_id: "m0", benchmark_ids: ["a", "b"] }],
      pairs: [pair("m0", "c"), pair("m0", "d")],
      ...change,
    },
    null,
    2,
  );
const costs = (cost: number) =>
  JSON.stringify({
    schema: "assay/benchmark-costs@1",
    currency: "USD",
    costs: ["a", "b", "c", "d", "e", "f"].map((benchmark_id) => ({ benchmark_id, cost, unit: "run" })),
  });

const files = {
  "scores.csv": scores,
  "two.csv": "model,a,b,c\nm0,1,2,3\nm1,2,3,4\n",
  "cut.json": '{\n "scores": [{"model": "a", "task"',
  "unknown-model.json": maskWith({ pairs: [pair("m00", "c")] }),
  "unknown-benchmark.json": maskWith({ pairs: [pair("m0", "z")] }),
  "both.json": maskWith({ pairs: [pair("m0", "a")] }),
  "unscored.json": maskWith({ pairs: [pair("m0", "f")] }),
  "doubled.json": maskWith({ pairs: [pair("m0", "c"), pair("m0", "c")] }),
  "cut-mask.json": maskWith({}).slice(0, 120),
  "no-pairs.json": JSON.stringify({ seed: 1 }),
  "free.json": costs(0),
  "dear.json": costs(100),
};

interface Refusal {
  readonly line: string;
  readonly says: readonly RegExp[];
}

const mask = (name: string, ...says: RegExp[]): Refusal => ({
  line: `analyze --mask ${name}`,
  says: [new RegExp(`where: .*/${name.replace(".", "\\.")}`), ...says],
});

const refusals: readonly Refusal[] = [
  mask("unknown-model.json", /"m00" \(nearest: "m0"\)/),
  mask("unknown-benchmark.json", /1 benchmark\(s\) the table does not have: "z"/),
  mask("both.json", /revealed and held out at once: m0\/a/),
  mask("unscored.json", /the table has no score there: m0\/f/),
  mask("doubled.json", /listed twice: m0\/c/),
  mask("cut-mask.json", /the text ends here/, /cut-mask\.json:\d+:\d+/),
  mask("no-pairs.json", /required key is missing/),
  mask("absent.json", /there is no such mask/),
  { line: "evaluate --mask both.json", says: [/revealed and held out at once/, /where: .*both\.json/] },
  { line: "evaluate --hide doubled.json", says: [/listed twice/, /where: .*doubled\.json/] },
  { line: "mask --check doubled.json", says: [/listed twice/, /where: .*doubled\.json/] },
  { line: "mask --eval-models 40 --min-cells 3 --reveal 2", says: [/40 models asked for, but 12 have/] },
  { line: "mask --min-cells 7", says: [/no model has at least 7 scores/] },
  { line: "evaluate --predictor faxx", says: [/no predictor "faxx"/, /Did you mean "fax"\?/] },
  { line: "evaluate --predictor fax:6-2", says: [/no predictor "fax:6-2"/, /fax:2-6/] },
  { line: "evaluate --predictor mean,mean", says: [/named twice/] },
  { line: "evaluate --protocol revel", says: [/--protocol is revel; one of reveal/] },
  { line: "evaluate --protocol per-model --min 9", says: [/no model has at least 9 scores/] },
  { line: "evaluate --protocol per-model --fraction 50", says: [/--fraction is 50/] },
  { line: "evaluate --protocol cells --folds 1", says: [/--folds is 1/] },
  { line: "evaluate --protocol temporal", says: [/no dated model/] },
  { line: "evaluate --protocol cells --mask both.json", says: [/--mask goes with --protocol reveal/] },
  { line: "evaluate --reveal -1", says: [/--reveal is -1; a whole number from 0 up/] },
  { line: "evaluate --resamples 10", says: [/at least 200 draws/] },
  { line: "evaluate --level 95", says: [/did you mean 0\.95\?/] },
  { line: "analyze --predictor assai", says: [/no predictor "assai"/, /Did you mean "assay"/] },
  { line: "analyze --k 6", says: [/--k 6 of 6 benchmarks leaves none/] },
  { line: "select --k 6", says: [/--k 6 of 6 benchmarks leaves none/] },
  { line: "select --budget 5 --costs free.json", says: [/cost/, /free\.json/] },
  { line: "select --budget 5 --costs dear.json", says: [/budget/, /100/] },
  { line: "predict", says: [/which scores\?/, /--new-model/] },
  { line: "predict --model m00", says: [/no model "m00"/, /Did you mean "m0"/] },
  { line: "predict --new-model absent.json", says: [/not there/, /absent\.json/] },
  { line: `predict --new-model {"name":"x","scores":{"aa":1}}`, says: [/"aa"/, /"a"/] },
  { line: "rank --min-per-model 9", says: [/nothing is left/] },
  { line: "analyze --data two.csv", says: [/too few|too small/] },
  { line: "rank --data cut.json", says: [/the text ends here/, /where: .*cut\.json:2:\d+/] },
  { line: "rank --data absent.csv", says: [/there is no such file/, /where: .*absent\.csv/] },
];

describe("bad input: exit 2, what, where and what next, nothing written", () => {
  let cwd = "";
  beforeAll(async () => {
    const { mkdtemp, writeFile } = await import("node:fs/promises");
    const { tmpdir } = await import("node:os");
    const { join } = await import("node:path");
    cwd = await mkdtemp(join(tmpdir(), "assay-cli-"));
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  });

  test.each(refusals)("$line", async ({ line, says }) => {
    const words = line.split(" ");
    const data = words.includes("--data") ? [] : ["--data", "scores.csv"];
    const { code, out, err } = await assay(["matrix", ...words, ...data, "--out", "o"], { cwd });
    expect({ code, out }, err).toEqual({ code: 2, out: "" });
    for (const part of says) expect(err).toMatch(part);
    expect(err).toMatch(/\n {2}next: {2}\S/);
    expect((await readdir(cwd)).sort()).toEqual(Object.keys(files).sort());
  });
});
