import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processStart } from "./process-start.ts";
import { lockFolder, withLock } from "./run-lock.ts";

const now = new Date("2026-01-31T12:00:00Z");
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

const lockFile = () => join(folder, "lock");

/** Takes the lock, then writes it back as if another had taken it. */
async function plantLock(change: Record<string, unknown>): Promise<void> {
  await lockFolder(folder, { now });
  const holder = JSON.parse(await readFile(lockFile(), "utf8"));
  await writeFile(lockFile(), JSON.stringify({ ...holder, token: "other", ...change }));
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.once("exit", resolve));
  return child.pid!;
}

test("one writer holds a folder; the second is told who and since when", async () => {
  const lock = await lockFolder(folder, { now });
  expect(lock.takenOver).toBeNull();
  await expect(lockFolder(folder, { now })).rejects.toMatchObject({
    code: "run-locked",
    message: `another process writes here: pid ${process.pid}, since 2026-01-31T12:00:00.000Z`,
    place: { file: lockFile() },
  });
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
  await (await lockFolder(folder, { now })).release();
});

test("of many who want it at once, one gets it", async () => {
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder, { now })));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await readdir(folder)).toEqual(["lock"]);
});

test("the lock of a process that is gone is taken over and that is told", async () => {
  const pid = await deadPid();
  await plantLock({ pid, since: "2026-01-01T00:00:00.000Z" });
  const lock = await lockFolder(folder, { now });
  expect(lock.takenOver).toEqual({ pid, since: "2026-01-01T00:00:00.000Z" });
  expect(await readdir(folder)).toEqual(["lock"]);
});

test("of many who find a stale lock, one takes it over", async () => {
  await plantLock({ pid: await deadPid() });
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder, { now })));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test.skipIf((await processStart(process.pid)) === null)(
  "a pid that was given to another process since does not hold the lock (needs /proc)",
  async () => {
    await plantLock({ process_start: "an-earlier-boot/1" });
    expect((await lockFolder(folder, { now })).takenOver).toMatchObject({ pid: process.pid });
  },
);

test("a lock taken on another machine is never taken over", async () => {
  await plantLock({ machine: "elsewhere", pid: await deadPid() });
  await expect(lockFolder(folder, { now })).rejects.toMatchObject({ code: "run-locked", hint: /delete this file/ });
});

test.each(["", "{", '{"pid":"x"}', "foreign"])("a lock file that says %j holds nobody out", async (text) => {
  await writeFile(lockFile(), text);
  await (await lockFolder(folder, { now })).release();
  expect(await readdir(folder)).toEqual([]);
});

test("releasing leaves a lock alone that somebody else took meanwhile", async () => {
  const lock = await lockFolder(folder, { now });
  await rm(lockFile());
  await lockFolder(folder, { now });
  await lock.release();
  expect(await readdir(folder)).toEqual(["lock"]);
});

test("short changes take turns, and the lock is gone afterwards", async () => {
  let inside = 0;
  const change = async () => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    inside--;
  };
  await Promise.all(Array.from({ length: 12 }, () => withLock(lockFile(), { now }, change)));
  await expect(withLock(lockFile(), { now }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await readdir(folder)).toEqual([]);
});

test("waiting for a lock ends", async () => {
  await lockFolder(folder, { now });
  await expect(withLock(lockFile(), { now, waitMs: 30 }, async () => 1)).rejects.toMatchObject({ code: "run-locked" });
});

test("killed while holding the lock, a process keeps nobody out", async () => {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(new URL("./run-lock.ts", import.meta.url).href)});
    await lockFolder(process.argv[1], { now: new Date() });
    console.log("held");
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, folder]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  await expect(lockFolder(folder, { now })).rejects.toMatchObject({
    code: "run-locked",
    hint: `Wait for it, or stop it: kill ${child.pid}`,
  });
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  expect((await lockFolder(folder, { now })).takenOver).toMatchObject({ pid: child.pid });
});
