import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseDocument } from "../../schema/document.ts";
import { matrixExtractionKind } from "../../schema/matrix-extraction.ts";
import { assay, folderWith } from "../testing/assay-process.ts";

const table = [
  "model,mmlu,gpqa,hle",
  "gpt-1,71.2%,30,1.5",
  "gpt-2,75 ± 0.4,,2",
  'opus,"1,080",50,0',
  "llama,n/a,40,bad",
].join("\n");
const data = ["matrix", "extract", "--data", "scores.csv"];

test("extract writes the table and what was decided, the same bytes twice", async () => {
  const cwd = await folderWith({ "scores.csv": table });
  const first = await assay([...data, "--out", "one"], { cwd });
  expect(first).toMatchObject({ code: 0 });
  expect(first.out).toContain("4 models × 3 benchmarks, 9 cells from 4 records (25.0 % missing)");
  expect(first.out).toContain("--map '$[*]:model=model,benchmark=@columns,score=*'");
  expect(first.out).toMatch(/not a score: "bad" at .*scores\.csv:5 at hle/);
  expect(await readdir(join(cwd, "one"))).toEqual(["extraction.json", "performance_matrix.csv"]);
  const csv = await readFile(join(cwd, "one", "performance_matrix.csv"), "utf8");
  expect(csv).toBe("model_name,mmlu,gpqa,hle\ngpt-1,71.2,30,1.5\ngpt-2,75,,2\nopus,1080,50,0\nllama,,40,\n");
  const text = await readFile(join(cwd, "one", "extraction.json"), "utf8");
  const extraction = parseDocument(matrixExtractionKind, text, "extraction.json");
  expect(extraction.zeros).toEqual([{ modelId: "opus", benchmarkId: "hle", kept: true }]);
  const second = await assay([...data, "--json", "--out", "two"], { cwd });
  expect(second.out).toBe(text);
  expect(await readFile(join(cwd, "two", "extraction.json"), "utf8")).toBe(text);
});

test("a folder that holds something is refused before anything is read, and written into with --force", async () => {
  const cwd = await folderWith({ "scores.csv": table, "out/mine.txt": "kept" });
  const refused = await assay(["matrix", "extract", "--data", "nowhere.csv", "--out", "out"], { cwd });
  expect(refused).toMatchObject({ code: 2, out: "", err: expect.stringContaining("it holds mine.txt") });
  expect(refused.err).toContain("--force");
  expect(await readdir(join(cwd, "out"))).toEqual(["mine.txt"]);
  expect(await assay([...data, "--out", "out", "--force"], { cwd })).toMatchObject({ code: 0 });
  expect(await readdir(join(cwd, "out"))).toEqual(["extraction.json", "mine.txt", "performance_matrix.csv"]);
  expect((await readdir(cwd)).sort()).toEqual(["out", "scores.csv"]);
});

const long = (scores: readonly unknown[]): string =>
  JSON.stringify(
    ["a", "b", "c", "d"].flatMap((model, i) =>
      ["t1", "t2"].map((task, j) => ({ model, task, score: scores[2 * i + j] ?? 1 })),
    ),
  );

const refusals: readonly { what: string; files: Record<string, string>; args?: string[]; says: (string | RegExp)[] }[] =
  [
    {
      what: "a file that is not there",
      files: {},
      says: ["there is no such file", /where: .*scores\.json/],
    },
    {
      what: "a file without a number",
      files: { "scores.json": long(Array(8).fill("good")) },
      says: ["no table of scores was found", "$[*] {model, task, score}", "--map"],
    },
    {
      what: "columns without a number, mapped by hand",
      files: { "scores.json": long(Array(8).fill("good")) },
      args: ["--map", "$[*]:model=model,benchmark=task,score=score"],
      says: ["there is no score", /where: .*scores\.json/],
    },
    {
      what: "JSON cut in the middle",
      files: { "scores.json": `{\n "scores": [{"model": "a", "task"` },
      says: [/where: .*scores\.json:2:\d+/, "the text ends here"],
    },
    {
      what: "a broken line of JSONL",
      files: { "scores.jsonl": '{"model":"a","task":"t","score":1}\n{"model":\n' },
      args: ["--data", "scores.jsonl"],
      says: [/where: .*scores\.jsonl:2:\d+/],
    },
    {
      what: "a row of a CSV with a field too many",
      files: { "scores.csv": "model,t1,t2\na,1,2\nb,1,2,3\n" },
      args: ["--data", "scores.csv"],
      says: ["4 fields", "the header has 3", /where: .*scores\.csv:3/],
    },
    {
      what: "a quote that is never closed",
      files: { "scores.csv": 'model,t1,t2\na,1,2\n"b,1,2\nc,1,2\n' },
      args: ["--data", "scores.csv"],
      says: ["quote", /where: .*scores\.csv:3/],
    },
    {
      what: "an infinite score",
      files: { "scores.json": long([1, 2]).replace('"score":2', '"score":1e999') },
      says: ["this score is infinite", /where: .*scores\.json:1:\d+ at \[1\]\.score/],
    },
    {
      what: "two columns of scores",
      files: { "scores.json": long([1, 2, 3]).replaceAll('"score":', '"accuracy":0.5,"score":') },
      says: [
        "more than one way",
        "(a, t1) = 1",
        "(a, t1) = 0.5",
        "--map '$[*]:model=model,benchmark=task,score=accuracy'",
      ],
    },
    {
      what: "sides without a clue",
      files: { "scores.json": '{"p":{"u":1,"v":2,"w":3},"q":{"u":4,"v":5,"w":6},"r":{"u":7,"v":8,"w":9}}' },
      says: ["which side the models are", "--orientation"],
    },
    {
      what: "too few models",
      files: { "scores.json": long([]) },
      args: ["--exclude-models", "c", "d"],
      says: ["2 models and 2 benchmarks are too few"],
    },
    {
      what: "a model that is not there",
      files: { "scores.json": long([]) },
      args: ["--include-benchmarks", "t11"],
      says: ['no benchmark is called "t11"', 'Did you mean "t1"?'],
    },
    {
      what: "duplicates that were not to be",
      files: { "scores.json": long([]).replaceAll('"d"', '"a"') },
      args: ["--duplicates", "error"],
      says: ["2 cells have more than one score", "a/t1"],
    },
    {
      what: "an unknown policy",
      files: { "scores.json": long([]) },
      args: ["--duplicates", "best"],
      says: ["--duplicates is best", "one of mean, median"],
    },
    {
      what: "a --map to nowhere",
      files: { "scores.json": long([]) },
      args: ["--map", "$[*]:model=model,benchmark=tsk,score=score"],
      says: ['unknown key "tsk"', 'Did you mean "task"?'],
    },
    {
      what: "no file at all",
      files: {},
      args: ["--no-data"],
      says: ["which scores?", "--data"],
    },
  ];

test.each(refusals)("$what: exit 2, what, where and what next, nothing written", async ({ files, args = [], says }) => {
  const cwd = await folderWith(files);
  const own = args.includes("--data") ? args : args.includes("--no-data") ? [] : ["--data", "scores.json", ...args];
  const { code, out, err } = await assay(["matrix", "extract", ...own, "--out", "table"], { cwd });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  for (const part of says) expect(err).toMatch(part instanceof RegExp ? part : new RegExp(literally(part)));
  expect(err).toMatch(/\n {2}next: {2}\S/);
  expect(await readdir(cwd)).toEqual(Object.keys(files));
});

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

test("generate writes a table that extract reads back, and the same bytes for the same seed", async () => {
  const cwd = await folderWith();
  const make = (out: string) =>
    assay(
      ["matrix", "generate", "--preset", "tiny", "--shape", "wide", "--seed", "7", "--anomalies", "3", "--out", out],
      { cwd },
    );
  const made = await make("one");
  expect(made).toMatchObject({ code: 0 });
  expect(made.out).toContain("20 models × 12 benchmarks of rank 2");
  await make("two");
  for (const name of ["scores.csv", "truth.json"])
    expect(await readFile(join(cwd, "one", name))).toEqual(await readFile(join(cwd, "two", name)));
  const read = await assay(["matrix", "extract", "--data", "one/scores.csv", "--json"], { cwd });
  expect(JSON.parse(read.out)).toMatchObject({ shape: "wide", n_models: 20, n_benchmarks: 12 });
  const refused = await assay(["matrix", "generate", "--fill", "2", "--out", "three"], { cwd });
  expect(refused).toMatchObject({ code: 2, out: "", err: expect.stringContaining("--fill is 2") });
  expect((await readdir(cwd)).sort()).toEqual(["one", "two"]);
});
