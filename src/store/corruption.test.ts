import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AssayError } from "../errors/assay-error.ts";
import { runKind } from "../schema/run.ts";
import { collectionItems, readCollection, saveCollection } from "./collections.ts";
import { readDocument, writeDocument } from "./documents.ts";
import { appendEvent, verifyEvents } from "./event-log.ts";
import { querySql } from "./index/query-index.ts";
import { openJournal } from "./journal.ts";
import { parseJournalLine } from "./journal-lines.ts";
import { readRefs, setRef } from "./refs.ts";
import { verifyArtifacts } from "./verify-artifacts.ts";
import { createWorkspace, places, type Workspace } from "./workspace.ts";

const now = new Date("2026-01-31T12:00:00Z");
const tool = { version: "0.1.0", commit: null };
const runId = "rent-20260131-120000-aaaaaa";
let workspace: Workspace;
let hash: string;
let largeHash: string;

let template: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace(await mkdtemp(join(tmpdir(), "assay-corruption-")));
  template = workspace;
  const folder = places.run(workspace, runId);
  await mkdir(folder, { recursive: true });
  const rows = [1, 2, 3].map((n) =>
    JSON.stringify({ model_id: "m", prompt_id: String(n), score: n, factors: { a: n } }),
  );
  const scored = `${rows.join("\n")}\n`;
  await writeFile(join(folder, "run_scored.jsonl"), scored);
  await writeFile(
    join(folder, "results.jsonl"),
    '{"metric_id":"m","value":1,"ci":null,"samples_used":3,"reason":"bare"}\n'.repeat(3),
  );
  const journal = await openJournal(join(folder, "journal.jsonl"));
  for (let n = 0; n < 4; n++) await journal.append(JSON.stringify({ t: "attempt", n, text: "answer" }));
  await journal.close();
  const absent = { status: "absent", why: "test" } as const;
  await writeDocument(runKind, join(folder, "run.json"), {
    id: runId,
    createdAt: now.toISOString(),
    tool,
    study: "eval",
    subjects: ["m"],
    benchmark: null,
    scenario: "s",
    seed: null,
    config: { asked: {}, resolved: {} },
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
    startedAt: now.toISOString(),
    endedAt: now.toISOString(),
    status: "ok",
    cost: { usd: 0, inputTokens: 0, outputTokens: 0, seconds: 1 },
    counts: {},
    artifacts: [
      { path: "run_scored.jsonl", sha256: createHash("sha256").update(scored).digest("hex"), bytes: scored.length },
    ],
    planted: null,
  });
  const collection = (items: number) => ({
    id: "board",
    createdAt: now.toISOString(),
    tool,
    kind: "snapshot" as const,
    source: { adapter: "csv" },
    items: Array.from({ length: items }, (_, n) => ({
      metricId: "m",
      value: n,
      ci: null,
      samplesUsed: 1,
      reason: "bare",
    })),
    rejects: [],
    unmatchedSubjects: [],
  });
  ({ hash } = await saveCollection(workspace, collection(3)));
  ({ hash: largeHash } = await saveCollection(workspace, collection(20_001)));
  await setRef(workspace, "main", { hash, expected: null, actor: "ana", reason: "first", now });
  await setRef(workspace, "main", { hash: largeHash, expected: hash, actor: "ana", reason: "second", now });
  for (const reason of ["one", "two", "three"])
    await appendEvent(workspace, { type: "note", actor: "ana", reason }, { now });
});
afterAll(() => rm(template.root, { recursive: true }));

/** Each test damages a copy. */
beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), "assay-corruption-"));
  await cp(template.root, root, { recursive: true, preserveTimestamps: true });
  workspace = { root, folder: join(root, ".assay") };
});
afterEach(() => rm(workspace.root, { recursive: true }));

/** Every artifact of the store and who reads it. */
const artifacts: Record<string, { file: () => string; read: () => Promise<unknown> }> = {
  "run.json": {
    file: () => join(places.run(workspace, runId), "run.json"),
    read: () => readDocument(runKind, join(places.run(workspace, runId), "run.json")),
  },
  "a collection": { file: () => places.collection(workspace, hash), read: () => readCollection(workspace, hash) },
  "the items of a large collection": {
    file: () => join(places.collections(workspace), `${largeHash}.items.jsonl`),
    read: async () => {
      for await (const _ of collectionItems(workspace, await readCollection(workspace, largeHash)));
    },
  },
  "refs.json": { file: () => places.refs(workspace), read: () => readRefs(workspace) },
  "events.jsonl": {
    file: () => places.events(workspace),
    read: async () => throwIf((await verifyEvents(workspace)).broken),
  },
  "run_scored.jsonl": {
    file: () => join(places.run(workspace, runId), "run_scored.jsonl"),
    read: async () => {
      throwIf((await querySql(workspace, "SELECT 1")).faults[0] ?? null);
      throwIf((await verifyArtifacts(workspace, runId))[0] ?? null);
    },
  },
  "results.jsonl": {
    file: () => join(places.run(workspace, runId), "results.jsonl"),
    read: async () => throwIf((await querySql(workspace, "SELECT 1")).faults[0] ?? null),
  },
  "journal.jsonl": {
    file: () => join(places.run(workspace, runId), "journal.jsonl"),
    read: () => {
      const file = join(places.run(workspace, runId), "journal.jsonl");
      return openJournal(file, { replay: (line) => void parseJournalLine(file, line) }).then((journal) =>
        journal.close(),
      );
    },
  },
};

function throwIf(error: Error | null): void {
  if (error !== null) throw error;
}

const damages: Record<string, (bytes: Buffer) => Buffer> = {
  "cut in the middle of a line": (bytes) => bytes.subarray(0, bytes.lastIndexOf("\n", bytes.length - 2) - 5),
  "a byte flipped": (bytes) => flipped(bytes, bytes.indexOf('"', bytes.length / 2), 0x40),
  "foreign JSON": () => Buffer.from('[{"foreign": true}]\n[2]\n[3]\n'),
  "not text at all": () => Buffer.from([0, 1, 2, 10, 255, 254, 10, 0, 0]),
};

function flipped(bytes: Buffer, at: number, mask: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = copy[at]! ^ mask;
  return copy;
}

describe.each(Object.entries(artifacts))("%s", (name, { file, read }) => {
  test("is read without complaint when nothing is wrong", async () => {
    await read();
  });

  // A journal that ends in a torn line is mended on opening, which journal.test.ts covers.
  const harmful = Object.entries(damages).filter(([damage]) => name !== "journal.jsonl" || !damage.startsWith("cut"));
  test.each(harmful)("with %s is refused by file and place, and stays as it is", async (_damage, change) => {
    const bytes = change(await readFile(file()));
    await writeFile(file(), bytes);
    await expect(read()).rejects.toMatchObject({ exitCode: 2, place: { file: file() } });
    await expect(read()).rejects.toBeInstanceOf(AssayError);
    expect((await readFile(file())).equals(bytes)).toBe(true);
  });

  test("with any one byte changed is read as it was or refused with its name, never a crash", async () => {
    const sound = await readFile(file());
    const tries = sound.length > 100_000 ? 4 : name.endsWith("s.jsonl") || name.startsWith("run_") ? 10 : 24;
    for (let n = 0; n < tries; n++) {
      const at = Math.floor(((n + 0.5) / tries) * sound.length);
      const bytes = flipped(sound, at, 1 << (n % 8));
      await writeFile(file(), bytes);
      try {
        await read();
      } catch (error) {
        expect(error).toMatchObject({ exitCode: 2, place: { file: file() } });
        expect((await readFile(file())).equals(bytes)).toBe(true);
      }
    }
  }, 60_000);
});

test.each(["run.json", "a collection"])(
  "%s of a newer version is refused with the version that reads it",
  async (name) => {
    const { file, read } = artifacts[name]!;
    await writeFile(
      file(),
      (await readFile(file(), "utf8")).replace(/(assay\/\w+)@1/, "$1@2").replace("0.1.0", "3.1.4"),
    );
    await expect(read()).rejects.toMatchObject({
      code: "newer-schema",
      place: { file: file(), line: 2, path: "schema" },
      hint: "assay 3.1.4 wrote it: npm install assay-bench@3.1.4",
    });
  },
);

test("an artifact that is gone or longer is told", async () => {
  const file = join(places.run(workspace, runId), "run_scored.jsonl");
  await writeFile(file, `${await readFile(file, "utf8")}{}\n`);
  expect(await verifyArtifacts(workspace, runId)).toMatchObject([
    { code: "corrupt-file", message: expect.stringContaining("bytes instead of") },
  ]);
  await rm(file);
  expect(await verifyArtifacts(workspace, runId)).toMatchObject([{ code: "missing-file", place: { file } }]);
});

test("killed at any moment of an accept, name and log are the old or the new", async () => {
  const url = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const script = `
    const { setRef, readRefs } = await import(${url("./refs.ts")});
    const { appendEvent } = await import(${url("./event-log.ts")});
    const { createWorkspace } = await import(${url("./workspace.ts")});
    const workspace = await createWorkspace(process.argv[1]);
    const hashes = process.argv.slice(2);
    for (let n = 0; ; n++) {
      const now = new Date();
      const expected = (await readRefs(workspace)).main.hash;
      const hash = hashes.find((other) => other !== expected);
      await setRef(workspace, "main", { hash, expected, actor: "child", reason: "round " + n, now });
      await appendEvent(workspace, { type: "accept", actor: "child", outputs: [hash] }, { now });
      if (n === 0) console.log("going");
    }
  `;
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, workspace.root, hash, largeHash], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await sleep(Math.random() * 60);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    expect([hash, largeHash]).toContain((await readRefs(workspace))["main"]?.hash);
    await appendEvent(workspace, { type: "note", actor: "parent" }, { now });
    expect((await verifyEvents(workspace)).broken).toBeNull();
  }
});
