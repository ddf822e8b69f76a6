import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addRun, filledRun, fillWorkspace, lines } from "../conformance/sample-workspace.ts";
import { listCollections, listRuns } from "../list-documents.ts";
import { createWorkspace, places, type Workspace } from "../workspace.ts";
import { type IndexView, indexViews } from "./index-schema.ts";
import { querySql } from "./query-index.ts";
import { refreshIndex } from "./refresh-index.ts";

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

test("the index deleted, every answer is the same as before, and so are the lists", async () => {
  await fillWorkspace(workspace);
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
    await fillWorkspace(workspace);
    expect((await refreshIndex(workspace)).updated).toBe(6);
    expect((await refreshIndex(workspace)).updated).toBe(0);
    const folder = await addRun(workspace, "second-20260131-130000-bbbbbb", { status: "ok" });
    await appendFile(
      join(places.run(workspace, filledRun), "results.jsonl"),
      lines([{ metric_id: "m", value: 1, samples_used: 1 }]),
    );
    expect((await refreshIndex(workspace)).updated).toBe(2);
    expect(await rows("SELECT count(*) FROM results WHERE origin = 'run'")).toEqual([[2]]);
    await rm(folder, { recursive: true });
    expect(await rows("SELECT status FROM runs")).toEqual([["partial"]]);
  });

  test("scores that appear replace the answers", async () => {
    const folder = await addRun(workspace, "a");
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
    await fillWorkspace(workspace);
    await refreshIndex(workspace);
    await spoil(places.index(workspace));
    expect(await rows("SELECT count(*) FROM items")).toEqual([[3]]);
  });

  test("leftovers of a killed refresh are removed, and readers at the same time all get an answer", async () => {
    await fillWorkspace(workspace);
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
    await fillWorkspace(workspace);
    await addRun(workspace, "other-20260131-120000-cccccc");
    const file = join(places.run(workspace, filledRun), name);
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
    await fillWorkspace(workspace);
    const file = join(places.run(workspace, filledRun), "run_scored.jsonl");
    await copyFile(file, `${file}.good`);
    await writeFile(file, "{\n");
    expect((await querySql(workspace, "SELECT 1")).faults).toHaveLength(1);
    await copyFile(`${file}.good`, file);
    expect(await rows("SELECT count(*) FROM items")).toEqual([[3]]);
  });

  test("half a letter in a text is no reason to refuse a run", async () => {
    await writeFile(
      join(await addRun(workspace, "a"), "run.jsonl"),
      `{"model_id":"m","prompt_id":"1","error":"cut \\ud83d","score":1}\n`,
    );
    expect(await rows("SELECT error FROM items")).toEqual([["cut \ufffd"]]);
  });
});

test("the index never changes a file it reads", async () => {
  await fillWorkspace(workspace);
  const file = join(places.run(workspace, filledRun), "run_scored.jsonl");
  const before = await stat(file);
  await refreshIndex(workspace);
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
});

test("many runs are read together, and a broken one among them alone is left out", async () => {
  const names = Array.from({ length: 300 }, (_, n) => `run-${String(n).padStart(3, "0")}`);
  for (const name of names) {
    const folder = await addRun(workspace, name);
    await writeFile(
      join(folder, "results.jsonl"),
      lines([
        { metric_id: name, value: 1, samples_used: 1 },
        { metric_id: "m", value: 2, samples_used: 1 },
      ]),
    );
    await writeFile(
      join(folder, "run.jsonl"),
      lines([
        { model_id: name, prompt_id: "1" },
        { model_id: name, prompt_id: "2" },
      ]),
    );
  }
  await writeFile(join(places.run(workspace, "run-123"), "results.jsonl"), "{}\n{broken\n");
  const { faults, rows } = await querySql(
    workspace,
    `SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM results), (SELECT count(*) FROM items),
       (SELECT count(*) FROM results WHERE line = 1 AND metric_id = run_id), (SELECT count(*) FROM items WHERE model_id = run_id),
       (SELECT count(*) FROM item_lines WHERE line = 2 AND byte_offset > 0)`,
  );
  expect(rows).toEqual([[300, 598, 600, 299, 600, 300]]);
  expect(faults).toMatchObject([{ place: { file: join(places.run(workspace, "run-123"), "results.jsonl"), line: 2 } }]);
});

test("names of folders that look like patterns are only names", async () => {
  const root = join(workspace.root, "a [b] *? 'c'");
  const { folder } = await createWorkspace(root);
  const odd = { root, folder };
  for (const name of ["r1", "r2"]) {
    await writeFile(
      join(await addRun(odd, name), "results.jsonl"),
      lines([{ metric_id: name, value: 1, samples_used: 1 }]),
    );
  }
  expect(await querySql(odd, "SELECT run_id, metric_id FROM results ORDER BY 1")).toMatchObject({
    faults: [],
    rows: [
      ["r1", "r1"],
      ["r2", "r2"],
    ],
  });
});
