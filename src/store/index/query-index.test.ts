import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ResultItem } from "../../schema/result-item.ts";
import { type Run, runKind } from "../../schema/run.ts";
import { saveCollection } from "../collections.ts";
import { writeDocument } from "../documents.ts";
import { appendEvent } from "../event-log.ts";
import { listCollections, listRuns } from "../list-documents.ts";
import { setRef } from "../refs.ts";
import { createWorkspace, places, type Workspace } from "../workspace.ts";
import { exportSql } from "./export-query.ts";
import { type IndexView, indexViews } from "./index-schema.ts";
import { openIndex, querySql } from "./query-index.ts";
import { refreshIndex } from "./refresh-index.ts";

const now = new Date("2026-01-31T12:00:00Z");
const tool = { version: "0.1.0", commit: null };
let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace(await mkdtemp(join(tmpdir(), "assay-index-test-")));
});
afterEach(() => rm(workspace.root, { recursive: true }));

async function addRun(runId: string, change: Partial<Run> = {}): Promise<string> {
  const folder = places.run(workspace, runId);
  const absent = { status: "absent", why: "test" } as const;
  await mkdir(folder, { recursive: true });
  await writeDocument(runKind, join(folder, "run.json"), {
    id: runId,
    createdAt: now.toISOString(),
    tool,
    study: "eval",
    subjects: ["a/one", "b/two"],
    benchmark: { id: "rent", version: "2", hash: null },
    scenario: null,
    seed: 7,
    config: { asked: {}, resolved: { temperature: { value: 0.2, origin: "suite" } } },
    configHash: "c".repeat(64),
    provenance: {
      tool,
      git: absent,
      machine: absent,
      gpu: absent,
      runtime: absent,
      packageManager: absent,
      lockfile: absent,
    },
    startedAt: "2026-01-31T12:00:00+01:00",
    endedAt: null,
    status: "partial",
    cost: { usd: null, reason: "no price", inputTokens: 10, outputTokens: 20, seconds: null },
    counts: { planned: 4, answered: 3 },
    artifacts: [],
    planted: { effect: 0.1 },
    ...change,
  });
  return folder;
}

const scored = (n: number, change: object = {}) => ({
  run_id: 12,
  model_id: n % 2 === 0 ? "a/one" : "b/two",
  prompt_id: String(n).padStart(3, "0"),
  perspective: "tenant",
  factors: { amount: 50, camelCase: "x" },
  response_text: "text ".repeat(n),
  score: n / 10,
  triplet_id: `t-${n}`,
  repeat: 0,
  outcome: "answered",
  score_state: "scored",
  ...change,
});
const lines = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const item = (n: number): ResultItem => ({
  metricId: "accuracy",
  value: n / 10,
  ci: { low: 0, high: 1, level: 0.95, method: "wilson" },
  samplesUsed: 10,
  subject: `s${n}`,
  benchmark: "b",
  variant: { aB: 1 },
  observedAt: "2026-01-31T12:00:00Z",
});
const addCollection = (n: number, id = "board") =>
  saveCollection(workspace, {
    id,
    createdAt: now.toISOString(),
    tool,
    kind: "baseline",
    source: { adapter: "csv" },
    items: Array.from({ length: n }, (_, i) => item(i)),
    rejects: [],
    unmatchedSubjects: [],
  });

async function rows(sql: string): Promise<unknown[][]> {
  const result = await querySql(workspace, sql);
  expect(result.faults).toEqual([]);
  return result.rows;
}

async function fillWorkspace(): Promise<void> {
  const folder = await addRun("rent-20260131-120000-aaaaaa");
  await writeFile(
    join(folder, "run_scored.jsonl"),
    lines([scored(1), scored(2), scored(3, { score: null, reason: "unparsed" })]),
  );
  await writeFile(
    join(folder, "run.jsonl"),
    lines([
      {
        model_id: "b/two",
        prompt_id: "001",
        repeat: 0,
        latency_ms: 120.5,
        input_tokens: 9,
        cost_usd: 0.01,
        cached: false,
        outcome: "answered",
      },
      { model_id: "a/one", prompt_id: "002", repeat: 0, latency_ms: null, outcome: "failed" },
    ]),
  );
  await writeFile(
    join(folder, "results.jsonl"),
    lines([{ metric_id: "sycophancy.s", value: null, ci: null, samples_used: 0, reason: "one triplet" }]),
  );
  const { hash } = await addCollection(3);
  await setRef(workspace, "main", { hash, expected: null, actor: "ana", reason: "first", now });
  await appendEvent(workspace, { type: "accept", actor: "ana", outputs: [hash], tags: ["x"] }, { now });
}

test("every view has the columns that its documentation lists", async () => {
  await fillWorkspace();
  const index = await openIndex(workspace);
  for (const view of Object.keys(indexViews) as IndexView[]) {
    const { columns, rows } = await index.query(`SELECT * FROM ${view}`);
    expect(columns).toEqual(indexViews[view].columns.map(({ name, type }) => ({ name, type })));
    expect(rows.length).toBeGreaterThan(0);
  }
  await index.close();
});

test("runs, results, collections and events say what their files say", async () => {
  await fillWorkspace();
  expect(
    await rows("SELECT run_id, subjects, seed, started_at, cost_usd, counts, config, simulated FROM runs"),
  ).toEqual([
    [
      "rent-20260131-120000-aaaaaa",
      ["a/one", "b/two"],
      "7",
      "2026-01-31T11:00:00.000Z",
      null,
      { planned: 4, answered: 3 },
      { temperature: 0.2 },
      true,
    ],
  ]);
  expect(
    await rows("SELECT origin, metric_id, value, ci_high, status, variant, observed_at FROM results ORDER BY ALL"),
  ).toEqual([
    ["collection", "accuracy", 0, 1, "ok", { aB: 1 }, "2026-01-31T12:00:00.000Z"],
    ["collection", "accuracy", 0.1, 1, "ok", { aB: 1 }, "2026-01-31T12:00:00.000Z"],
    ["collection", "accuracy", 0.2, 1, "ok", { aB: 1 }, "2026-01-31T12:00:00.000Z"],
    ["run", "sycophancy.s", null, null, "missing", null, null],
  ]);
  expect(await rows("SELECT n, names, adapter FROM collections")).toEqual([[3, ["main"], "csv"]]);
  expect(await rows("SELECT line, type, tags FROM events")).toEqual([[1, "accept", ["x"]]]);
});

test("items are the scores, with what only the answers know beside them", async () => {
  await fillWorkspace();
  expect(
    await rows(
      "SELECT line, run_id, model_id, view, score, reason, latency_ms, input_tokens, cost_usd, factors FROM items ORDER BY line",
    ),
  ).toEqual([
    [1, "rent-20260131-120000-aaaaaa", "b/two", "tenant", 0.1, null, 120.5, 9, 0.01, { amount: 50, camelCase: "x" }],
    [2, "rent-20260131-120000-aaaaaa", "a/one", "tenant", 0.2, null, null, null, null, { amount: 50, camelCase: "x" }],
    [
      3,
      "rent-20260131-120000-aaaaaa",
      "b/two",
      "tenant",
      null,
      "unparsed",
      null,
      null,
      null,
      { amount: 50, camelCase: "x" },
    ],
  ]);
});

test("each item's line can be read straight from its file", async () => {
  await fillWorkspace();
  const [place] = await rows("SELECT file, byte_offset, byte_length FROM item_lines WHERE line = 2");
  const [file, offset, length] = place as [string, number, number];
  const bytes = await readFile(join(places.run(workspace, "rent-20260131-120000-aaaaaa"), file));
  expect(JSON.parse(bytes.subarray(offset, offset + length).toString())).toEqual(scored(2));
});

test("a run without scores shows its answers, and one of an indicator its samples", async () => {
  await writeFile(
    join(await addRun("a"), "run.jsonl"),
    lines([{ model_id: "m", prompt_id: "1", latency_ms: 3, outcome: "empty" }]),
  );
  await writeFile(
    join(await addRun("b"), "items.jsonl"),
    lines([{ metric_id: "f1", item_id: "q1", subject: "m", score: 1 }]),
  );
  expect(
    await rows(
      "SELECT run_id, model_id, prompt_id, cluster_id, repeat, outcome, score, metric_id FROM items ORDER BY run_id",
    ),
  ).toEqual([
    ["a", "m", "1", null, 0, "empty", null, null],
    ["b", "m", "q1", "q1", 0, null, 1, "f1"],
  ]);
});

test("the index deleted, every answer is the same as before, and so are the lists", async () => {
  await fillWorkspace();
  const questions = (Object.keys(indexViews) as IndexView[]).map((view) => `SELECT * FROM ${view} ORDER BY ALL`);
  const ask = async () => [
    await Promise.all(questions.map(rows)),
    await listRuns(workspace),
    await listCollections(workspace),
  ];
  const before = await ask();
  await unlink(places.index(workspace));
  expect(await ask()).toEqual(before);
});

describe("the index follows the files", () => {
  test("only what changed is read again", async () => {
    await fillWorkspace();
    expect((await refreshIndex(workspace)).updated).toBe(6);
    expect((await refreshIndex(workspace)).updated).toBe(0);
    const folder = await addRun("second-20260131-130000-bbbbbb", { status: "ok" });
    await appendFile(
      join(places.run(workspace, "rent-20260131-120000-aaaaaa"), "results.jsonl"),
      lines([{ metric_id: "m", value: 1, samples_used: 1 }]),
    );
    expect((await refreshIndex(workspace)).updated).toBe(2);
    expect(await rows("SELECT count(*) FROM results WHERE origin = 'run'")).toEqual([[2]]);
    await rm(folder, { recursive: true });
    expect(await rows("SELECT status FROM runs")).toEqual([["partial"]]);
  });

  test("scores that appear replace the answers", async () => {
    const folder = await addRun("a");
    await writeFile(join(folder, "run.jsonl"), lines([{ model_id: "m", prompt_id: "1" }]));
    expect(await rows("SELECT score FROM items")).toEqual([[null]]);
    await writeFile(join(folder, "run_scored.jsonl"), lines([{ model_id: "m", prompt_id: "1", score: 0.5 }]));
    expect(await rows("SELECT score FROM items")).toEqual([[0.5]]);
  });

  test.each([
    ["a foreign file", (file: string) => writeFile(file, "not a database")],
    [
      "a broken one",
      async (file: string) => {
        const bytes = await readFile(file);
        bytes[5000] = bytes[5000]! ^ 255;
        bytes[200] = bytes[200]! ^ 1;
        await writeFile(file, bytes);
      },
    ],
    [
      "one of another version",
      async (file: string) => {
        const { openDatabase } = await import("./duckdb.ts");
        const database = await openDatabase(file);
        await database.connection.run("UPDATE index_version SET version = 0");
        database.close();
      },
    ],
  ])("%s in its place is made anew", async (_name, spoil) => {
    await fillWorkspace();
    await refreshIndex(workspace);
    await spoil(places.index(workspace));
    expect(await rows("SELECT count(*) FROM items")).toEqual([[3]]);
  });

  test("leftovers of a killed refresh are removed, and readers at the same time all get an answer", async () => {
    await fillWorkspace();
    const leftover = `${places.index(workspace)}.1-abcdef01.tmp`;
    await writeFile(leftover, "half");
    const answers = await Promise.all(Array.from({ length: 4 }, () => rows("SELECT count(*) FROM items")));
    expect(answers).toEqual(Array(4).fill([[3]]));
    expect((await readdir(workspace.folder)).filter((name) => name.startsWith("index")).sort()).toEqual([
      "index.duckdb",
    ]);
  });
});

describe("a broken file is named with its line, the rest stays usable", () => {
  const run = "rent-20260131-120000-aaaaaa";
  test.each<[string, string, (text: string) => string, object]>([
    ["scores cut in half", "run_scored.jsonl", (text) => text.slice(0, -40), { line: 3 }],
    ["a broken line of scores", "run_scored.jsonl", (text) => text.replace('"b/two"', '"b/two'), { line: 1 }],
    [
      "text for a score",
      "run_scored.jsonl",
      (text) => text.replace('"score":0.2', '"score":"0.2"').replace('"score":0.1', '"score":"high"'),
      { line: 1, path: "score" },
    ],
    ["foreign JSON", "run_scored.jsonl", () => "[1,2]\n[3]\n", { line: 1 }],
    ["a broken result", "results.jsonl", (text) => `${text}{"metric_id":\n${text}`, { line: 2 }],
    ["a run changed by hand", "run.json", (text) => text.replace('"partial"', '"ok"'), { path: "content_hash" }],
    ["a newer run", "run.json", (text) => text.replace("assay/run@1", "assay/run@9"), { path: "schema" }],
  ])("%s", async (_name, name, change, place) => {
    await fillWorkspace();
    await addRun("other-20260131-120000-cccccc");
    const file = join(places.run(workspace, run), name);
    const text = change(await readFile(file, "utf8"));
    await writeFile(file, text);
    for (let time = 0; time < 2; time++) {
      const { faults, rows } = await querySql(workspace, "SELECT run_id FROM runs WHERE run_id LIKE 'other%'");
      expect(rows).toEqual([["other-20260131-120000-cccccc"]]);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatchObject({ exitCode: 2, place: { file, ...place } });
    }
    expect(await readFile(file, "utf8")).toBe(text);
  });

  test("mended, it is there again", async () => {
    await fillWorkspace();
    const file = join(places.run(workspace, run), "run_scored.jsonl");
    await copyFile(file, `${file}.good`);
    await writeFile(file, "{\n");
    expect((await querySql(workspace, "SELECT 1")).faults).toHaveLength(1);
    await copyFile(`${file}.good`, file);
    expect(await rows("SELECT count(*) FROM items")).toEqual([[3]]);
  });

  test("half a letter in a text is no reason to refuse a run", async () => {
    await writeFile(
      join(await addRun("a"), "run.jsonl"),
      `{"model_id":"m","prompt_id":"1","error":"cut \\ud83d","score":1}\n`,
    );
    expect(await rows("SELECT error FROM items")).toEqual([["cut \ufffd"]]);
  });
});

describe("a user's SQL", () => {
  test.each([
    ["DELETE FROM runs_rows", /read-only/],
    ["SELECT * FROM read_text('/etc/passwd')", /disabled by configuration/],
    ["COPY (SELECT 1) TO '/tmp/assay-never.csv'", /disabled by configuration/],
    ["ATTACH '/tmp/assay-never.duckdb'", /disabled by configuration/],
    ["SET threads = 1", /locked/],
    ["SELECT 1; SELECT 2", /one statement at a time/],
    [" ", /no statement/],
    ["SELEC 1", /syntax error/],
    ["SELECT nope FROM runs", /"nope" not found/],
  ])("%s is refused", async (sql, message) => {
    await expect(querySql(workspace, sql)).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringMatching(message),
    });
  });

  test("may take parameters, and every type comes as JSON", async () => {
    const { columns, rows } = await querySql(
      workspace,
      "SELECT $who AS who, 1::BIGINT AS n, 9007199254740993::BIGINT AS big, 'nan'::DOUBLE AS x, 1.25::DECIMAL(4,2) AS d, [1, 2] AS l, {'a': 1} AS s, MAP {'k': true} AS m, TIMESTAMP '2026-01-31 12:00:00' AS t, DATE '2026-01-31' AS day, '{\"j\":[1]}'::JSON AS j",
      { parameters: { who: "ana" } },
    );
    expect(Object.fromEntries(columns.map(({ name }, index) => [name, rows[0]?.[index]]))).toEqual({
      who: "ana",
      n: 1,
      big: "9007199254740993",
      x: null,
      d: 1.25,
      l: [1, 2],
      s: { a: 1 },
      m: { k: true },
      t: "2026-01-31T12:00:00.000Z",
      day: "2026-01-31",
      j: { j: [1] },
    });
  });

  test("can be stopped", async () => {
    const stop = AbortSignal.timeout(200);
    const slow = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3";
    await expect(querySql(workspace, slow, { signal: stop })).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("an export", () => {
  const sql = "SELECT * FROM (VALUES ('=1+1', 1), ('plain', 2), (NULL, -3)) t(name, n) ORDER BY n DESC; ";

  test("to CSV escapes what a spreadsheet would run", async () => {
    const file = join(workspace.root, "out.csv");
    expect(await exportSql(workspace, sql, { format: "csv", file })).toEqual({ rows: 3, faults: [] });
    expect(await readFile(file, "utf8")).toBe("name,n\nplain,2\n'=1+1,1\n,-3\n");
    expect(await readdir(workspace.root)).toEqual([".assay", "out.csv"]);
  });

  test("to JSON is one list of objects", async () => {
    const file = join(workspace.root, "out.json");
    await exportSql(workspace, sql, { format: "json", file });
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual([
      { name: "plain", n: 2 },
      { name: "=1+1", n: 1 },
      { name: null, n: -3 },
    ]);
  });

  test("to Parquet begins and ends as one", async () => {
    const file = join(workspace.root, "out's.parquet");
    await exportSql(workspace, sql, { format: "parquet", file });
    const bytes = await readFile(file);
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(["PAR1", "PAR1"]);
  });

  test("that fails leaves what was there", async () => {
    const file = join(workspace.root, "out.csv");
    await writeFile(file, "before");
    await expect(exportSql(workspace, "SELECT 1/", { format: "csv", file })).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(
      exportSql(workspace, "SELECT 1) TO '/tmp/x.csv'; SELECT (1", { format: "csv", file }),
    ).rejects.toMatchObject({ code: "invalid-input" });
    expect(await readFile(file, "utf8")).toBe("before");
    await expect(exportSql(workspace, "SELECT 1", { format: "csv", file: join(file, "x") })).rejects.toMatchObject({
      code: "cannot-write",
    });
    expect((await readdir(workspace.root)).sort()).toEqual([".assay", "out.csv"]);
  });
});

test("the index never changes a file it reads", async () => {
  await fillWorkspace();
  const file = join(places.run(workspace, "rent-20260131-120000-aaaaaa"), "run_scored.jsonl");
  const before = await stat(file);
  await refreshIndex(workspace);
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
});
