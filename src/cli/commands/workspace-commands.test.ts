import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { gatherProvenance } from "../../provenance/gather-provenance.ts";
import { runKind } from "../../schema/run.ts";
import { saveCollection } from "../../store/collections.ts";
import { writeDocument } from "../../store/documents.ts";
import { appendEvent } from "../../store/event-log.ts";
import { setRef } from "../../store/refs.ts";
import { createWorkspace, places, type Workspace } from "../../store/workspace.ts";
import { runProgram } from "../program.ts";

const rows = [
  { name: "ls", summary: "list", load: () => import("./ls.ts") },
  { name: "show", summary: "show", load: () => import("./show.ts") },
  { name: "sql", summary: "sql", load: () => import("./sql.ts") },
];
const now = new Date("2026-01-31T12:00:00Z");
const runId = "rent-20260131-120000-aaaaaa";
let workspace: Workspace;

beforeEach(async () => {
  workspace = await createWorkspace(await mkdtemp(join(tmpdir(), "assay-commands-")));
  const provenance = await gatherProvenance({ folder: workspace.root });
  const folder = places.run(workspace, runId);
  await mkdir(folder, { recursive: true });
  await writeDocument(runKind, join(folder, "run.json"), {
    id: runId,
    createdAt: now.toISOString(),
    tool: provenance.tool,
    study: "eval",
    subjects: ["a/one", "b/two"],
    benchmark: { id: "rent", version: "2", hash: null },
    scenario: null,
    seed: 1,
    config: { asked: {}, resolved: { temperature: { value: 0.2, origin: "flag" } } },
    configHash: "c".repeat(64),
    provenance,
    startedAt: now.toISOString(),
    endedAt: null,
    status: "partial",
    reason: "it has not ended yet",
    cost: { usd: null, inputTokens: null, outputTokens: null, seconds: null },
    counts: { planned: 4 },
    artifacts: [],
    planted: null,
  });
  const hostile = { model_id: "a/one", prompt_id: "1", score: 0.123456789, error: "=cmd()\u001b[31m\u009b red" };
  await writeFile(join(folder, "run_scored.jsonl"), `${JSON.stringify(hostile)}\n`);
  const { hash } = await saveCollection(workspace, {
    id: "board",
    createdAt: now.toISOString(),
    tool: provenance.tool,
    kind: "snapshot",
    source: { adapter: "lmarena", board: "text" },
    items: Array.from({ length: 30 }, (_, n) => ({
      metricId: "elo",
      value: n,
      ci: null,
      samplesUsed: 5,
      subject: `m${n}`,
      reason: "bare",
    })),
    rejects: [],
    unmatchedSubjects: [],
  });
  await setRef(workspace, "main", { hash, expected: null, actor: "ana", reason: "first", now });
  await appendEvent(workspace, { type: "accept", actor: "ana", reason: "first" }, { now });
});
afterEach(() => rm(workspace.root, { recursive: true }));

async function assay(...argv: string[]): Promise<{ out: string; err: string; code: number }> {
  let out = "";
  let err = "";
  const io = {
    env: {},
    cwd: workspace.root,
    width: 80,
    color: false,
    live: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  return { code: await runProgram(argv, rows, io, "0.0.0"), out, err };
}

const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

test("ls shows runs and collections, and everything else by name", async () => {
  const { out, code } = await assay("ls");
  expect(code).toBe(0);
  expect(out).toMatch(/rent-20260131-120000-aaaaaa +eval +partial/);
  expect(out).toMatch(/snapshot +board +main +30/);
  expect(widest(out)).toBeLessThanOrEqual(80);
  expect((await assay("ls", "names")).out).toMatch(/main .*1× .*ana +first/);
  expect((await assay("ls", "events")).out).toMatch(/accept +ana/);
});

test("ls says the same with the index deleted, and as JSON", async () => {
  await assay("sql", "select 1");
  const before = await assay("ls", "--json");
  await unlink(places.index(workspace));
  expect(await assay("ls", "--json")).toEqual(before);
  expect(JSON.parse(before.out)).toMatchObject({
    runs: [{ run_id: runId, status: "partial", counts: { planned: 4 }, cost_usd: null }],
    collections: [{ id: "board", n: 30, names: ["main"] }],
    faults: [],
  });
});

test("show prints a run, a collection by name, and where a run comes from", async () => {
  const run = await assay("show", "latest");
  expect(run.out).toMatch(/status +partial: it has not ended yet/);
  expect(run.out).toMatch(/temperature +0.2 +flag/);
  const collection = await assay("show", "main", "--items", "2");
  expect(collection.out).toMatch(/and 28 more: --items 30/);
  const provenance = await assay("show", runId, "--provenance");
  expect(provenance.out).toMatch(/machine.cores +\d+/);
  expect(provenance.out).toMatch(/git +absent: not inside a git repository/);
  for (const { out } of [run, collection, provenance]) expect(widest(out)).toBeLessThanOrEqual(80);
});

test("show --json is the record as it lies on disk", async () => {
  const file = join(places.run(workspace, runId), "run.json");
  expect(JSON.parse((await assay("show", "rent", "--json")).out)).toEqual(JSON.parse(await readFile(file, "utf8")));
  expect(JSON.parse((await assay("show", file, "--json", "--provenance")).out)).toHaveProperty("runtime.node");
});

test("sql prints a table that fits, CSV, JSON and files", async () => {
  const table = await assay("sql", "select * from items");
  expect(widest(table.out)).toBeLessThanOrEqual(80);
  expect(table.out).toContain("0.12345679");
  expect((await assay("sql", "select model_id, score from items", "--csv")).out).toBe(
    "model_id,score\na/one,0.123456789\n",
  );
  expect(JSON.parse((await assay("sql", "select score from items", "--json")).out)).toEqual({
    columns: [{ name: "score", type: "DOUBLE" }],
    rows: [{ score: 0.123456789 }],
    faults: [],
  });
  expect((await assay("sql", "select * from items", "--parquet", "items.parquet")).err).toBe(
    "1 rows written to items.parquet\n",
  );
  expect((await assay("sql", "select * from results", "--csv", "--out", "r.csv")).code).toBe(0);
  expect((await readdir(workspace.root)).sort()).toEqual([".assay", "items.parquet", "r.csv"]);
  expect((await assay("sql", "--tables")).out).toMatch(/runs: One row a run/);
});

test("more rows than the limit are counted, not shown", async () => {
  const { out } = await assay("sql", "select subject from results order by value", "--limit", "3");
  expect(out.split("\n")).toHaveLength(6);
  expect(out).toMatch(/and 27 more rows/);
});

test.each([["--csv"], ["--json"], ["--limit", "5"]])(
  "text of a model cannot drive the terminal through sql %s",
  async (...flags) => {
    const { out } = await assay("sql", "select error from items", ...flags);
    expect(out).toContain("red");
    expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  },
);

test.each([
  [["sql", "select nope from runs"], /"nope" not found/],
  [["sql"], /what should be asked/],
  [["sql", "select 1", "--csv", "--json"], /exclude each other/],
  [["sql", "select 1", "--out", "x"], /needs a format/],
  [["show", "rnet"], /neither a run nor a collection/],
  [["show", "missing.json"], /no such file/],
  [["ls", "rnus"], /one of runs, collections/],
])("assay %j exits 2 and says why", async (argv, message) => {
  const { code, out, err } = await assay(...argv);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(message);
});

test("without a workspace each command says how to begin", async () => {
  await rm(workspace.folder, { recursive: true });
  for (const argv of [["ls"], ["sql", "select 1"], ["show", "latest"]]) {
    expect(await assay(...argv)).toMatchObject({ code: 2, err: expect.stringMatching(/workspace/) });
  }
  expect(await readdir(workspace.root)).toEqual([]);
});

test("a broken run is named with file and place after the answer, and the exit code is 2", async () => {
  const file = join(places.run(workspace, runId), "run.json");
  await writeFile(file, (await readFile(file, "utf8")).replace('"partial"', '"ok"'));
  for (const argv of [["ls"], ["sql", "select count(*) from results"]]) {
    const { code, err, out } = await assay(...argv);
    expect(code).toBe(2);
    expect(out).not.toBe("");
    expect(err).toContain(`where: ${file}:9:3 at content_hash`);
  }
});
