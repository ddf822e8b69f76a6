import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AmbiguousShapeError } from "../../errors/score-table-errors.ts";
import type { ExtractOptions } from "./extract-options.ts";
import { extractTable } from "./extract-table.ts";
import type { ScoreTable } from "./score-table.ts";

/** Extracts from files of these texts. */
async function extract(files: Readonly<Record<string, string | object>>, options: ExtractOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), "assay-table-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return extractTable(
    Object.keys(files).map((name) => join(folder, name)),
    options,
  );
}

function cells({ models, benchmarks, cells }: ScoreTable): string[] {
  return cells.map(({ model, benchmark, value }) => `${models[model]!.id}/${benchmarks[benchmark]!.id}=${value}`);
}

/** 3 models × 2 benchmarks as long CSV with these further lines. */
const long = (...more: string[]) =>
  ["model,task,score", "a,t1,1.5", "a,t2,2", "b,t1,3", "b,t2,4", "c,t1,5", "c,t2,6", ...more].join("\n");

describe("duplicates", () => {
  const text = long("b,t2,10", "c,t1,5", "b,t2,10");
  test.each([
    ["mean", 8],
    ["median", 10],
    ["first", 4],
    ["last", 10],
    ["max", 10],
    ["min", 4],
  ] as const)("%s keeps %d of 4, 10, 10", async (duplicates, kept) => {
    const { table, extraction } = await extract({ "x.csv": text }, { duplicates });
    expect(cells(table)).toContain(`b/t2=${kept}`);
    expect(extraction.duplicates).toEqual([
      expect.objectContaining({
        modelId: "b",
        values: [4, 10, 10],
        kept,
        kind: "conflict",
        spread: 6,
        policy: duplicates,
      }),
      expect.objectContaining({ modelId: "c", values: [5, 5], kept: 5, kind: "exact", spread: 0 }),
    ]);
  });

  test("error names the cell", async () => {
    await expect(extract({ "x.csv": text }, { duplicates: "error" })).rejects.toThrow("b/t2 for one: 4, 10, 10");
  });

  test("source prefers what was verified, then the source with most scores", async () => {
    const header = "model,task,score,source,status";
    const rows = ["a,t1,1,x,", "a,t2,2,x,", "b,t1,3,x,", "b,t2,4,x,", "c,t1,5,y,", "c,t2,6,x,"];
    const verified = [header, ...rows, "a,t1,9,y,verified", "b,t1,9,y,unverified"].join("\n");
    const { table } = await extract({ "x.csv": verified }, { duplicates: "source" });
    expect(cells(table)).toEqual(expect.arrayContaining(["a/t1=9", "b/t1=3"]));
    const audited = await extract({ "x.csv": verified }, { status: ["verified", "unverified"] });
    expect(cells(audited.table)).toEqual(["a/t1=9", "b/t1=9"]);
    await expect(extract({ "x.csv": verified }, { status: ["sealed"] })).rejects.toMatchObject({
      hint: "Statuses in the file: verified, unverified.",
    });
  });
});

test("one source that conflicts with itself loses its own standard error", async () => {
  const text = ["model,task,score", "a,t1,1 ± 0.5", "a,t2,2", "b,t1,3", "b,t2,4", "c,t1,5", "c,t2,6", "a,t1,3 ± 0.5"];
  const { table } = await extract({ "x.csv": text.join("\n") });
  expect(table.cells[0]).toMatchObject({ value: 2, standardError: null });
  const alone = await extract({ "x.csv": text.slice(0, -1).join("\n") });
  expect(alone.table.cells[0]).toMatchObject({ value: 1, standardError: 0.5 });
});

test("conflicts everywhere are an issue that names the column which may tell the scores apart", async () => {
  const rows = ["a", "b", "c"].flatMap((m, i) =>
    ["t", "u"].flatMap((d) => [`${m},${d},acc,${i}`, `${m},${d},f1,${i + 5}`]),
  );
  const { extraction } = await extract({ "x.csv": ["model,dataset,average,value", ...rows].join("\n") });
  expect(extraction.issues).toEqual([expect.objectContaining({ code: "many_conflicts", affected: 6 })]);
  expect(extraction.issues[0]!.detail).toContain("benchmark=dataset+average");
});

test("words for missing are missing; what is no number is listed with its line", async () => {
  const { table, extraction } = await extract({
    "x.csv": long("d,t1,n/a", "d,t2,-", 'e,t1,"very\ngood"', "e,t2,7,").slice(0, -1),
  });
  expect(table.models.map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
  expect(extraction.nCells).toBe(7);
  expect(extraction.rejected).toEqual([
    { where: expect.stringMatching(/x\.csv:10 at score$/), value: "very\ngood", why: "not a number" },
  ]);
});

test("a rejected entry of JSON is named with line and path", async () => {
  const records = ["a", "b", "c"].flatMap((model) => ["t1", "t2"].map((task) => ({ model, task, score: 1 })));
  const text = JSON.stringify({ results: [...records, { model: "a", task: "t3", score: "bad" }] }, null, 1);
  const { extraction } = await extract({ "x.json": text });
  expect(extraction.rejected[0]!.where).toMatch(/x\.json:\d+:\d+ at results\[6\]\.score$/);
});

test("zeros are scores unless told otherwise", async () => {
  const text = [
    "model,task,score,note",
    "a,t1,0,not reported",
    "a,t2,2,",
    "b,t1,0,",
    "b,t2,4,",
    "c,t1,5,",
    "c,t2,6,",
  ].join("\n");
  expect((await extract({ "x.csv": text })).extraction.zeros).toEqual([
    { modelId: "a", benchmarkId: "t1", kept: true },
    { modelId: "b", benchmarkId: "t1", kept: true },
  ]);
  expect((await extract({ "x.csv": text }, { zeros: "drop" })).extraction.nCells).toBe(4);
  const some = await extract({ "x.csv": text }, { zeros: "missing-if-na" });
  expect(some.extraction.zeros.map(({ kept }) => kept)).toEqual([false, true]);
});

test("a benchmark that mixes shares and per cents is an issue, and rescaled only when asked", async () => {
  const text = ["model,t1,t2,t3", "a,0.71,3,1", "b,68,4,2", "c,55,0.4,3", "d,60,9,4"].join("\n");
  const { table, extraction } = await extract({ "x.csv": text });
  expect(extraction.issues).toEqual([expect.objectContaining({ code: "mixed_scale", benchmarkId: "t1", affected: 1 })]);
  expect(cells(table)).toContain("a/t1=0.71");
  const mended = await extract({ "x.csv": text }, { rescale: true });
  expect(cells(mended.table)).toContain("a/t1=71");
  expect(mended.extraction.decisions).toContainEqual(expect.objectContaining({ step: "units", affected: 1 }));
});

test("tables of models and benchmarks beside the scores are joined by id or name; others are orphans", async () => {
  const { table, extraction } = await extract({
    "scores.csv": long("M Four,t3,9"),
    "models.csv": [
      "id,name,organization,release",
      "a,M One,Acme,2025",
      "b,M Two,Acme,2025-02-03",
      "d,M Four,Other,",
    ].join("\n"),
    "tasks.csv": ["id,name,domain", "t2,Second,Math", "t1,First,Code"].join("\n"),
  });
  expect(table.models.map(({ id, name, provider }) => [id, name, provider])).toEqual([
    ["a", "M One", "Acme"],
    ["b", "M Two", "Acme"],
    ["d", "M Four", "Other"],
    ["c", "c", null],
  ]);
  expect(table.models[0]).toMatchObject({ releaseDate: "2025-07-01", releaseDatePrecision: "year" });
  expect(table.benchmarks.map(({ id, category }) => [id, category])).toEqual([
    ["t2", "Math"],
    ["t1", "Code"],
    ["t3", null],
  ]);
  expect(extraction.orphans).toEqual({ models: ["c"], benchmarks: ["t3"] });
});

test("records inside records take the name around them", async () => {
  const leaderboard = ["a", "b", "c"].map((model) => ({
    model,
    results: ["t1", "t2"].map((task, i) => ({ task, value: i + 1 })),
  }));
  const { table, extraction } = await extract({ "x.json": { leaderboard } });
  expect(extraction.mapping.map).toBe("$.leaderboard[*].results[*]:model=^model,benchmark=task,score=value");
  expect(table.cells).toHaveLength(6);
});

test("dictionaries of dictionaries of records, and of lists, are read", async () => {
  const entry = (score: number) => ({ score, date: "2025-01-01" });
  const nested = {
    a: { t1: entry(1), t2: entry(2) },
    b: { t1: entry(3), t2: entry(4) },
    c: { t1: entry(5), t2: entry(6) },
  };
  const { table, extraction } = await extract({ "x.json": { scores: nested } }, { orientation: "models-first" });
  expect(extraction.shape).toBe("nested");
  expect(cells(table)).toEqual(["a/t1=1", "a/t2=2", "b/t1=3", "b/t2=4", "c/t1=5", "c/t2=6"]);
  expect(table.cells[0]!.date).toBe("2025-01-01");
  const lists = Object.fromEntries(
    Object.entries(nested).map(([model, tasks]) => [
      model,
      Object.entries(tasks).map(([task, { score }]) => ({ task, score })),
    ]),
  );
  expect(cells((await extract({ "x.json": lists }, { orientation: "models-first" })).table)).toHaveLength(6);
});

test("several files of one shape are one table", async () => {
  const [header, ...rows] = long().split("\n");
  const { table, extraction } = await extract({
    "1.csv": [header, ...rows.slice(0, 3)].join("\n"),
    "2.csv": [header, ...rows.slice(3)].join("\n"),
  });
  expect(table.cells).toHaveLength(6);
  expect(extraction.source).toHaveLength(2);
});

test("result items of Assay are a table too, a column a metric where a benchmark has several", async () => {
  const items = ["a", "b", "c"].flatMap((subject) =>
    ["acc", "f1"].map((metric_id, i) => ({
      metric_id,
      value: i + 1,
      ci: null,
      samples_used: 3,
      subject,
      benchmark: "t",
      se: 0.1,
    })),
  );
  const { table, extraction } = await extract({ "x.jsonl": items.map((item) => JSON.stringify(item)).join("\n") });
  expect(extraction.shape).toBe("assay");
  expect(table.benchmarks.map(({ id }) => id)).toEqual(["t · acc", "t · f1"]);
  expect(table.cells[0]!.standardError).toBe(0.1);
});

test("Every Eval Ever says direction, range and standard error", async () => {
  const document = (id: string, score: number) => ({
    schema_version: "0.2.0",
    model_info: { id, name: id.toUpperCase(), developer: "Acme" },
    evaluation_results: ["t1", "t2"].map((evaluation_name) => ({
      evaluation_name,
      metric_config: { lower_is_better: true, score_type: "continuous", min_score: 0, max_score: 1 },
      score_details: { score, uncertainty: { standard_error: { value: 0.01 } } },
    })),
  });
  const { table } = await extract({ "1.json": document("a", 0), "2.json": [document("b", 0.2), document("c", 0.3)] });
  expect(table.models[0]).toMatchObject({ id: "a", name: "A", provider: "Acme" });
  expect(table.benchmarks[0]).toMatchObject({ direction: "lower", range: { low: 0, high: 1 } });
  expect(table.cells[0]).toMatchObject({ value: 0, standardError: 0.01 });
});

describe("two readings as good as each other", () => {
  const text = [
    "model,task,score,accuracy",
    "a,t1,1,10",
    "a,t2,2,20",
    "b,t1,3,30",
    "b,t2,4,40",
    "c,t1,5,50",
    "c,t2,6,60",
  ].join("\n");

  test("are an error with three cells and a --map line each", async () => {
    const error = (await extract({ "x.csv": text }).catch((cause: unknown) => cause)) as AmbiguousShapeError;
    expect(error.code).toBe("ambiguous-shape");
    expect(error.readings).toHaveLength(2);
    expect(error.readings[0]!.examples).toEqual(["(a, t1) = 1", "(a, t2) = 2", "(b, t1) = 3"]);
    expect(error.hint).toContain("--map '$[*]:model=model,benchmark=task,score=accuracy'");
  });

  test("are settled by that line", async () => {
    const { table } = await extract({ "x.csv": text }, { map: "$[*]:model=model,benchmark=task,score=accuracy" });
    expect(cells(table)[0]).toBe("a/t1=10");
  });
});

test("--map spells every shape back", async () => {
  const wide = ["name,size,t1,t2,t3", "a,7,1,2,3", "b,8,4,5,6", "c,9,7,8,9"].join("\n");
  const turned = await extract({ "x.csv": wide }, { map: "$[*]:benchmark=name,model=@columns,score=t*" });
  expect(cells(turned.table)[0]).toBe("1/a=1");
  const dense = {
    rows: ["a", "b", "c"],
    columns: ["x", "y"],
    data: [
      [1, 2],
      [3, null],
      [5, 6],
    ],
  };
  const { table } = await extract({ "x.json": dense }, { map: "$.data:model=$.rows,benchmark=$.columns,score=*" });
  expect(cells(table)).toEqual(["a/x=1", "a/y=2", "b/x=3", "c/x=5", "c/y=6"]);
  const together = ["m,d,metric,v", "a,t,acc,1", "a,t,f1,2", "b,t,acc,3", "b,t,f1,4", "c,t,acc,5", "c,t,f1,6"].join(
    "\n",
  );
  const both = await extract({ "x.csv": together }, { map: "$[*]:model=m,benchmark=d+metric,score=v" });
  expect(both.table.benchmarks.map(({ id }) => id)).toEqual(["t / acc", "t / f1"]);
});

test("a side that could be either must be told", async () => {
  const nested = { p: { u: 1, v: 2, w: 3 }, q: { u: 4, v: 5, w: 6 }, r: { u: 7, v: 8, w: 9 } };
  await expect(extract({ "x.json": nested })).rejects.toMatchObject({
    code: "undecided-orientation",
    hint: expect.stringContaining("--orientation models-first"),
  });
  const { table } = await extract({ "x.json": nested }, { orientation: "benchmarks-first" });
  expect(table.models.map(({ id }) => id)).toEqual(["u", "v", "w"]);
});

test("models and benchmarks are chosen by id, name or pattern; an unknown one suggests the nearest", async () => {
  const text = ["model,mmlu,gpqa,hle", "gpt-1,1,2,3", "gpt-2,4,5,6", "opus,7,8,9", "llama,1,2,3"].join("\n");
  const { table } = await extract({ "x.csv": text }, { excludeModels: ["llama"], includeBenchmarks: ["m*", "hle"] });
  expect(cells(table)).toEqual([
    "gpt-1/mmlu=1",
    "gpt-1/hle=3",
    "gpt-2/mmlu=4",
    "gpt-2/hle=6",
    "opus/mmlu=7",
    "opus/hle=9",
  ]);
  await expect(extract({ "x.csv": text }, { includeModels: ["gtp-1"] })).rejects.toMatchObject({
    message: 'no model is called "gtp-1"',
    hint: 'Did you mean "gpt-1"?',
  });
});

test("semicolons, tabs, a byte-order mark, CRLF and quoted headings are read", async () => {
  const text = '\ufeffmodel;"t;1";t2\r\na;1;2\r\nb;3;4\r\nc;5;6\r\n';
  const { table } = await extract({ "x.csv": text }, { map: "$[*]:model=model,benchmark=@columns,score=*" });
  expect(table.benchmarks.map(({ id }) => id)).toEqual(["t;1", "t2"]);
  expect(table.cells).toHaveLength(6);
});
