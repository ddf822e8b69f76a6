import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addRun, filledRun, fillWorkspace, lines, scored } from "../conformance/sample-workspace.ts";
import { createWorkspace, places, type Workspace } from "../workspace.ts";
import { type IndexView, indexViews } from "./index-schema.ts";
import { openIndex, querySql } from "./query-index.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace(await mkdtemp(join(tmpdir(), "assay-index-test-")));
});
afterEach(() => rm(workspace.root, { recursive: true }));

async function rows(sql: string): Promise<unknown[][]> {
  const result = await querySql(workspace, sql);
  expect(result.faults).toEqual([]);
  return result.rows;
}

test("every view has the columns that its documentation lists", async () => {
  await fillWorkspace(workspace);
  const index = await openIndex(workspace);
  for (const view of Object.keys(indexViews) as IndexView[]) {
    const { columns, rows } = await index.query(`SELECT * FROM ${view}`);
    expect(columns).toEqual(indexViews[view].columns.map(({ name, type }) => ({ name, type })));
    expect(rows.length).toBeGreaterThan(0);
  }
  await index.close();
});

test("runs, results, collections and events say what their files say", async () => {
  await fillWorkspace(workspace);
  expect(
    await rows("SELECT run_id, subjects, seed, started_at, cost_usd, counts, config, simulated FROM runs"),
  ).toEqual([
    [
      filledRun,
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
  await fillWorkspace(workspace);
  expect(
    await rows(
      "SELECT line, run_id, model_id, view, score, reason, latency_ms, input_tokens, cost_usd, factors FROM items ORDER BY line",
    ),
  ).toEqual([
    [1, filledRun, "b/two", "tenant", 0.1, null, 120.5, 9, 0.01, { amount: 50, camelCase: "x" }],
    [2, filledRun, "a/one", "tenant", 0.2, null, null, null, null, { amount: 50, camelCase: "x" }],
    [3, filledRun, "b/two", "tenant", null, "unparsed", null, null, null, { amount: 50, camelCase: "x" }],
  ]);
});

test("each item's line can be read straight from its file", async () => {
  await fillWorkspace(workspace);
  const [place] = await rows("SELECT file, byte_offset, byte_length FROM item_lines WHERE line = 2");
  const [file, offset, length] = place as [string, number, number];
  const bytes = await readFile(join(places.run(workspace, filledRun), file));
  expect(JSON.parse(bytes.subarray(offset, offset + length).toString())).toEqual(scored(2));
});

test("a run without scores shows its answers, and one of an indicator its samples", async () => {
  await writeFile(
    join(await addRun(workspace, "a"), "run.jsonl"),
    lines([{ model_id: "m", prompt_id: "1", latency_ms: 3, outcome: "empty" }]),
  );
  await writeFile(
    join(await addRun(workspace, "b"), "items.jsonl"),
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
