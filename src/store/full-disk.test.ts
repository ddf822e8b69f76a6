import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { writeFileAtomic } from "./atomic-file.ts";
import { type NewCollection, saveCollection } from "./collections.ts";
import { appendEvent, verifyEvents } from "./event-log.ts";
import { querySql } from "./index/query-index.ts";
import { openJournal } from "./journal.ts";
import { parseJournalLine, readJournalLines } from "./journal-lines.ts";
import { readRefs, setRef } from "./refs.ts";
import { createRunFolder } from "./run-folders.ts";
import { lockFolder } from "./run-lock.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

const now = new Date("2026-01-31T12:00:00Z");
const mounted: string[] = [];

/** A file system of a few kilobytes, for as long as one test. */
function smallDisk(kilobytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), "assay-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder], { stdio: "ignore" });
  mounted.push(folder);
  return folder;
}

function makeReadOnly(disk: string): void {
  execFileSync("mount", ["-o", "remount,ro", disk], { stdio: "ignore" });
}

function unmountAll(): void {
  for (const folder of mounted.splice(0)) {
    execFileSync("umount", [folder], { stdio: "ignore" });
    rmSync(folder, { recursive: true });
  }
}
afterEach(unmountAll);

function canMount(): boolean {
  try {
    smallDisk(64);
    return true;
  } catch {
    return false;
  } finally {
    unmountAll();
  }
}

const withMounts = describe.skipIf(!canMount());
const full = { code: "cannot-write", exitCode: 2, message: "the disk is full" };
const readOnly = { code: "cannot-write", exitCode: 2, message: "the file system is read-only" };
const content = (items: number): NewCollection => ({
  id: "board",
  createdAt: now.toISOString(),
  tool: { version: "0.1.0", commit: null },
  kind: "snapshot",
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

async function idsIn(file: string): Promise<number[]> {
  const ids: number[] = [];
  const refuse = () => {
    throw new Error("torn");
  };
  for await (const line of readJournalLines(file, { onTorn: refuse })) {
    ids.push((parseJournalLine(file, line) as { n: number }).n);
  }
  return ids;
}

withMounts("on a full disk (needs the right to mount)", () => {
  test("a journal tells every waiting append, keeps what was synced, and holds no half line", async () => {
    const disk = smallDisk(256);
    const file = join(disk, "journal.jsonl");
    const journal = await openJournal(file);
    const append = (n: number) => journal.append(JSON.stringify({ n, text: "x".repeat(3000) }));
    const results = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => append(n)));
    expect(results.every(({ status }) => status === "fulfilled")).toBe(true);

    const failed = await Promise.allSettled(Array.from({ length: 300 }, (_, n) => append(40 + n)));
    const reasons = failed.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(reasons.length).toBeGreaterThan(0);
    expect(new Set(reasons).size).toBe(1);
    expect(reasons[0]).toMatchObject({ ...full, place: { file } });
    await expect(append(999)).rejects.toMatchObject(full);
    await expect(journal.close()).rejects.toMatchObject(full);

    const ids = await idsIn(file);
    expect(ids).toEqual(Array.from({ length: 340 - reasons.length }, (_, n) => n));

    execFileSync("mount", ["-o", "remount,size=4096k", disk], { stdio: "ignore" });
    const again = await openJournal(file);
    expect(again.recovered).toBeNull();
    await again.append(JSON.stringify({ n: 1000 }));
    await again.close();
    expect((await idsIn(file)).at(-1)).toBe(1000);
  });

  test("a document keeps its old content and no temporary file stays", async () => {
    const disk = smallDisk(64);
    const file = join(disk, "run.json");
    await writeFileAtomic(file, "old");
    await expect(writeFileAtomic(file, "n".repeat(100_000))).rejects.toMatchObject({ ...full, place: { file } });
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await readdir(disk)).toEqual(["run.json"]);
  });

  test("a collection is there or not; names and events stay whole; reading still works", async () => {
    const disk = smallDisk(128);
    const workspace = await createWorkspace(disk);
    const { hash } = await saveCollection(workspace, content(3));
    await setRef(workspace, "main", { hash, expected: null, actor: "ana", reason: "first", now });
    await appendEvent(workspace, { type: "accept", actor: "ana" }, { now });

    await expect(saveCollection(workspace, content(2000))).rejects.toMatchObject(full);
    expect(await readdir(join(workspace.folder, "collections"))).toEqual([`${hash}.json`]);
    await fillDisk(disk);
    await expect(
      setRef(workspace, "main", { hash, expected: hash, actor: "ana", reason: "again", now }),
    ).rejects.toMatchObject(full);
    await expect(appendEvent(workspace, { type: "note", actor: "ana", reason: "x" }, { now })).rejects.toMatchObject(
      full,
    );
    await expect(lockFolder(workspace.folder, { now })).rejects.toMatchObject(full);
    expect((await readRefs(workspace))["main"]?.history).toHaveLength(1);
    expect(await verifyEvents(workspace)).toEqual({ n: 1, broken: null });
    expect((await querySql(workspace, "SELECT count(*) FROM results")).rows).toEqual([[3]]);
  });
});

withMounts("on a read-only disk (needs the right to mount)", () => {
  test("whatever would write says so and changes nothing; whatever reads works", async () => {
    const disk = smallDisk(4096);
    const workspace = await createWorkspace(disk);
    const { hash } = await saveCollection(workspace, content(3));
    await setRef(workspace, "main", { hash, expected: null, actor: "ana", reason: "first", now });
    await appendEvent(workspace, { type: "accept", actor: "ana" }, { now });
    await mkdir(join(workspace.folder, "runs", "a"));
    const journalFile = join(workspace.folder, "runs", "a", "journal.jsonl");
    await writeFile(journalFile, '{"n":1}\n{"torn');
    makeReadOnly(disk);
    const before = await snapshot(workspace);

    await expect(openJournal(journalFile)).rejects.toMatchObject({ ...readOnly, place: { file: journalFile } });
    await expect(writeFileAtomic(join(disk, "x"), "x")).rejects.toMatchObject(readOnly);
    await expect(saveCollection(workspace, content(4))).rejects.toMatchObject(readOnly);
    await expect(
      setRef(workspace, "main", { hash, expected: hash, actor: "ana", reason: "again", now }),
    ).rejects.toMatchObject(readOnly);
    await expect(appendEvent(workspace, { type: "note", actor: "ana" }, { now })).rejects.toMatchObject(readOnly);
    await expect(createRunFolder(workspace, "rent", { now })).rejects.toMatchObject(readOnly);
    await expect(lockFolder(workspace.folder, { now })).rejects.toMatchObject(readOnly);

    expect((await querySql(workspace, "SELECT names FROM collections")).rows).toEqual([[["main"]]]);
    expect((await querySql(workspace, "SELECT count(*) FROM results")).rows).toEqual([[3]]);
    expect(await snapshot(workspace)).toEqual(before);
  });
});

async function fillDisk(disk: string): Promise<void> {
  for (let size = 1 << 20; size >= 1; size = Math.floor(size / 2)) {
    const file = join(disk, `filler-${size}`);
    await writeFile(file, Buffer.alloc(size)).catch(() => rm(file, { force: true }));
  }
}

async function snapshot({ folder }: Workspace): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, "latin1")] as const)),
  );
}
