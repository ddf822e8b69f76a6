import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bundledQueries } from "../../../studies/matrix/audit/queries/bundled-queries.ts";
import { generateMatrix } from "../../../studies/matrix/generate/generate-matrix.ts";
import { generatedFiles } from "../../../studies/matrix/generate/generated-files.ts";
import { assay, folderWith } from "../../testing/assay-process.ts";

const quick = ["--permutations", "99", "--resamples", "200"];
const ground = ["--data", "scores.json", "--mask", "mask.json"];
const toDisk = (queries: readonly object[]) =>
  JSON.stringify(queries.map((query) => ({ ...query, onMissing: undefined, on_missing: "no" })));

let files: Readonly<Record<string, string>>;
let dataName: string;
beforeAll(() => {
  const generated = generateMatrix({ seed: 3 }, "tiny");
  files = generatedFiles(generated, { shape: "long", leakingPredictions: 0.8, analysts: 8, agree: 0.4 });
  dataName = Object.keys(files)[0]!;
});

/** A folder with the table, its mask, eight analyses and a leaking file. */
async function study(): Promise<string> {
  const cwd = await folderWith();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(cwd, name, ".."), { recursive: true });
    await writeFile(join(cwd, name === dataName ? "scores.json" : name), text);
  }
  return cwd;
}

const audit = (cwd: string, ...args: string[]) => assay(["matrix", "audit", ...args], { cwd, withinMs: 60_000 });

describe("assay matrix audit", () => {
  test("of runs writes tables, a summary, a report and pictures; the same bytes twice", async () => {
    const cwd = await study();
    const run = (out: string) => audit(cwd, "--runs", "runs", ...ground, ...quick, "--out", out);
    const { code, out, err } = await run("a");
    expect(err).toContain("written:");
    expect(code).toBe(0);
    expect(out).toContain("8 of 8 delivered what was asked for");
    expect(out).toMatch(/W 0\.\d+, by chance 0\.\d+/);
    const names = await readdir(join(cwd, "a"));
    expect(names).toEqual(expect.arrayContaining(["reliability_summary.json", "reliability_report.md", "leakage.csv"]));
    expect(await readdir(join(cwd, "a", "pictures"))).toEqual(
      expect.arrayContaining([
        "error-by-run.png",
        "forks.svg",
        "null-distribution.csv",
        "tvdmi.png",
        "selection-frequency.svg",
      ]),
    );
    expect((await run("b")).code).toBe(0);
    for (const name of names.filter((file) => file.includes("."))) {
      expect(await readFile(join(cwd, "b", name), "utf8")).toBe(await readFile(join(cwd, "a", name), "utf8"));
    }
    expect((await run("a")).code).toBe(2);
  });

  test("of one leaking file says so and exits 1; of an honest one exits 0 and does not praise it", async () => {
    const cwd = await study();
    const leak = await audit(cwd, "--predictions", "leaking_predictions.csv", ...ground, "--json");
    expect(JSON.parse(leak.out)).toMatchObject({ schema: "assay/leakage-finding@1", verdict: "leak" });
    expect(leak.code).toBe(1);
    const { revealed, pairs } = JSON.parse(await readFile(join(cwd, "mask.json"), "utf8"));
    expect(revealed.length).toBeGreaterThan(2);
    const dull = pairs.map(
      (pair: { model_id: string; benchmark_id: string }) => `${pair.model_id},M,${pair.benchmark_id},B,50`,
    );
    await writeFile(join(cwd, "p.csv"), `model_id,model_name,benchmark_id,benchmark_name,y_pred\n${dull.join("\n")}\n`);
    const honest = await audit(cwd, "--predictions", "p.csv", ...ground);
    expect(honest.out).toContain("not shown to leak\nNo leak was found, which is not to say that there is none.");
    expect(honest.code).toBe(0);
  });

  test("of the answers an audit wrote finds the same agreement", async () => {
    const cwd = await study();
    await audit(cwd, "--runs", "runs", ...ground, ...quick, "--out", "a");
    const summary = JSON.parse(await readFile(join(cwd, "a", "reliability_summary.json"), "utf8"));
    const given = await audit(cwd, "--responses", "a/response_matrix.csv", ...quick, "--json");
    expect(given.code).toBe(0);
    expect(JSON.parse(given.out).evaluators[0].as_given.W).toBe(summary.evaluators[0].as_given.W);
    const two = await audit(cwd, "--responses", "a/response_matrix.csv", "a/response_matrix.csv", ...quick, "--json");
    expect(JSON.parse(two.out).evaluator_comparison.welfare_correlation.value).toBeCloseTo(1, 9);
  });

  test("drafts queries that it then takes", async () => {
    const cwd = await study();
    const drafted = await audit(cwd, "--runs", "runs", ...ground, "--propose-queries", "draft.json");
    expect(drafted.out).toContain("queries from 8 of 8 runs");
    const asked = await audit(cwd, "--runs", "runs", ...ground, ...quick, "--queries", "draft.json", "--json");
    expect(asked.err).toBe("");
    expect(JSON.parse(asked.out).evaluators[0].name).toBe("draft");
  });

  test("freezes a plan, and calls its findings exploratory once it is changed", async () => {
    const cwd = await study();
    const plan = {
      schema: "assay/audit-plan@1",
      seed: 1,
      bins: { "rank_analysis.effective_rank": [1, 2, 3] },
      hypotheses: [],
      frozen_at: null,
      sha256: null,
    };
    await writeFile(join(cwd, "plan.json"), JSON.stringify(plan));
    expect((await audit(cwd, "--freeze-plan", "plan.json")).out).toMatch(/^frozen at .*\nsha256 [0-9a-f]{64}\n$/);
    expect((await audit(cwd, "--freeze-plan", "plan.json")).code).toBe(2);
    const queries = bundledQueries.filter(({ id }) => id === "T1_rank_le3" || id.startsWith("T4_"));
    await writeFile(
      join(cwd, "q.json"),
      toDisk(
        queries.map((query, i) =>
          i === 0
            ? query
            : {
                ...query,
                rule: {
                  op: "contains_any",
                  field: "prediction.method",
                  terms: [["k nearest", "ridge", "mean", "SVD", "completion"][i - 1]!],
                },
              },
        ),
      ),
    );
    const run = async () => {
      const ended = await audit(
        cwd,
        "--runs",
        "runs",
        ...ground,
        ...quick,
        "--plan",
        "plan.json",
        "--queries",
        "q.json",
        "--json",
      );
      return ended.code === 0 ? JSON.parse(ended.out).exploratory : ended.err;
    };
    const first = await run();
    if (first !== null) expect(first).toContain("answered alike");
    const frozen = await readFile(join(cwd, "plan.json"), "utf8");
    await writeFile(join(cwd, "plan.json"), frozen.replace('"seed": 1', '"seed": 2'));
    const second = await run();
    if (first === null) expect(second).toContain("changed after it was frozen");
  });

  test("scores a blind analysis later, against the truth that was committed to", async () => {
    const cwd = await study();
    const masked = await assay(
      [
        "matrix",
        "mask",
        "--data",
        "scores.json",
        "--eval-models",
        "4",
        "--min-cells",
        "8",
        "--reveal",
        "4",
        "--out",
        "mine",
        "--blind",
        "theirs",
      ],
      { cwd },
    );
    expect(masked.code).toBe(0);
    const { scores } = JSON.parse(await readFile(join(cwd, "mine", "truth.json"), "utf8"));
    const rows = scores.map(
      (s: { model_id: string; benchmark_id: string; score: number }) =>
        `${s.model_id},M,${s.benchmark_id},B,${s.score}`,
    );
    await writeFile(join(cwd, "p.csv"), `model_id,model_name,benchmark_id,benchmark_name,y_pred\n${rows.join("\n")}\n`);
    const later = [
      "--predictions",
      "p.csv",
      "--data",
      "theirs/visible.json",
      "--mask",
      "theirs/mask.json",
      "--truth",
      "mine/truth.json",
    ];
    const scored = await audit(cwd, ...later, "--json");
    expect(JSON.parse(scored.out)).toMatchObject({ verdict: "leak", mae: 0 });
    const truth = await readFile(join(cwd, "mine", "truth.json"), "utf8");
    await writeFile(join(cwd, "mine", "truth.json"), truth.replace(/"score":\d/, '"score":9'));
    const changed = await audit(cwd, ...later);
    expect(changed.err).toContain("not the one that was committed to");
    expect(changed.code).toBe(2);
  });
});

describe("bad input to assay matrix audit", () => {
  test.each<[string, (cwd: string) => Promise<string[]>, RegExp]>([
    ["nothing to audit", async () => [], /what is to be audited/],
    ["two audits at once", async () => ["--runs", "runs", "--responses", "r.csv"], /runs and responses/],
    ["no mask", async () => ["--runs", "runs", "--data", "scores.json"], /which cells were held out/],
    ["no folder", async () => ["--runs", "none", ...ground], /no folder of analyses/],
    ["too few draws", async () => ["--runs", "runs", ...ground, "--resamples", "3"], /200 draws/],
    [
      "a free threshold",
      async (cwd) => {
        const rule = { op: "lt", field: "rank_analysis.effective_rank", value: 7 };
        await writeFile(join(cwd, "q.json"), toDisk([{ ...bundledQueries[0]!, rule }, bundledQueries[1]!]));
        return ["--runs", "runs", ...ground, "--queries", "q.json"];
      },
      /q\.json[\s\S]*7 is a free threshold|7 is a free threshold[\s\S]*q\.json/,
    ],
    [
      "an unknown field",
      async (cwd) => {
        const rule = { op: "contains_any", field: "methodology_note", terms: ["x"] };
        await writeFile(join(cwd, "q.json"), toDisk([{ ...bundledQueries[0]!, rule }, bundledQueries[1]!]));
        return ["--runs", "runs", ...ground, "--queries", "q.json"];
      },
      /no run has a field "methodology_note"[\s\S]*methodology_notes/,
    ],
    [
      "a constant query",
      async (cwd) => {
        const rule = { op: "contains_any", field: "methodology_notes", terms: ["nowhere to be found"] };
        await writeFile(join(cwd, "q.json"), toDisk([{ ...bundledQueries[0]!, id: "Q9", rule }, bundledQueries[2]!]));
        return ["--runs", "runs", ...ground, "--queries", "q.json"];
      },
      /answered alike by all 8 runs: Q9/,
    ],
    [
      "a doubled pair",
      async (cwd) => {
        const text = await readFile(join(cwd, "leaking_predictions.csv"), "utf8");
        const [header, first, ...rest] = text.trim().split("\n");
        await writeFile(join(cwd, "p.csv"), [header, first, first, ...rest].join("\n"));
        return ["--predictions", "p.csv", ...ground];
      },
      /p\.csv:3[\s\S]*twice|twice[\s\S]*p\.csv:3/,
    ],
    [
      "a mask for other data",
      async (cwd) => {
        const mask = await readFile(join(cwd, "mask.json"), "utf8");
        await writeFile(join(cwd, "m.json"), mask.replaceAll(/"model_id": "([^"]+)"/g, '"model_id": "$1x"'));
        return ["--predictions", "leaking_predictions.csv", "--data", "scores.json", "--mask", "m.json"];
      },
      /the table does not have/,
    ],
    [
      "truncated responses",
      async (cwd) => {
        await writeFile(join(cwd, "r.csv"), 'query_id,tier,description,a,b\nq1,1,"x');
        return ["--responses", "r.csv"];
      },
      /r\.csv:2/,
    ],
  ])("%s exits 2, says where, and leaves --out untouched", async (_, prepare, message) => {
    const cwd = await study();
    const { code, err, out } = await audit(cwd, ...(await prepare(cwd)), "--out", "result");
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe("");
    expect(code).toBe(2);
    expect(await readdir(cwd)).not.toContain("result");
  });
});

test("a hostile table goes through without a stack trace", async () => {
  const cwd = await folderWith();
  const generated = generateMatrix({ seed: 2 }, "hostile");
  const hostile = generatedFiles(generated, { shape: "long", leakingPredictions: 0.6, analysts: 3, agree: 0.4 });
  for (const [name, text] of Object.entries(hostile)) {
    await mkdir(join(cwd, name, ".."), { recursive: true });
    await writeFile(join(cwd, name), text);
  }
  await cp(join(cwd, "runs", "run01"), join(cwd, "runs", "empty"), { recursive: true });
  await writeFile(join(cwd, "runs", "empty", "results_summary.json"), "");
  const data = Object.keys(hostile)[0]!;
  const ended = await audit(cwd, "--runs", "runs", "--data", data, "--mask", "mask.json", ...quick, "--out", "result");
  expect(ended.err).not.toMatch(/\n\s+at /);
  expect(ended.code).toBe(0);
  for (const name of await readdir(join(cwd, "result"))) {
    if (/\.(csv|json|md)$/.test(name))
      expect(await readFile(join(cwd, "result", name), "utf8")).not.toMatch(/NaN|Infinity/);
  }
});
