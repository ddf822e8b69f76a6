import { createHash, randomBytes } from "node:crypto";
import { readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { RunLockedError } from "../errors/storage-errors.ts";
import { fromDisk, toDisk } from "../schema/codec.ts";
import { createFileAtomic } from "./atomic-file.ts";
import { codeOf } from "./cannot-write.ts";
import { isAlive, processStart } from "./process-start.ts";

const lockHolder = z.object({
  pid: z.number().int().positive().describe("The process that writes."),
  processStart: z.string().nullable().describe("When that process began, where the system tells."),
  machine: z.string().describe("A digest that tells machines apart without naming them."),
  since: z.string().describe("When the lock was taken, UTC."),
  token: z.string().describe("Tells this lock from any other."),
});
type LockHolder = z.infer<typeof lockHolder>;

export interface RunLock {
  /** Whose stale lock was taken over, for saying so; null when there was none. */
  readonly takenOver: { pid: number; since: string } | null;
  release(): Promise<void>;
}

/**
 * Makes this process the one writer of `folder` (its file `lock`). A lock whose process is gone is taken over and that
 * is told; a live one is a RunLockedError naming the pid. Where /proc exists a pid that was given to another process
 * since is recognised as stale.
 */
export function lockFolder(folder: string, { now }: { now: Date }): Promise<RunLock> {
  return takeLock(join(folder, "lock"), { now });
}

/** Runs `work` while holding the lock `file`, waiting a little for whoever holds it: for changes that take no time. */
export async function withLock<T>(
  file: string,
  { now, waitMs = 5_000 }: { now: Date; waitMs?: number },
  work: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + waitMs;
  let lock: RunLock | undefined;
  while (lock === undefined) {
    try {
      lock = await takeLock(file, { now });
    } catch (error) {
      if (!(error instanceof RunLockedError) || performance.now() > deadline) throw error;
      await sleep(5 + Math.floor(process.pid % 7));
    }
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function takeLock(file: string, { now }: { now: Date }): Promise<RunLock> {
  const mine: LockHolder = {
    pid: process.pid,
    processStart: await processStart(process.pid),
    machine: machineDigest(),
    since: now.toISOString(),
    token: randomBytes(8).toString("hex"),
  };
  const content = `${JSON.stringify(toDisk(lockHolder, mine))}\n`;
  let takenOver: RunLock["takenOver"] = null;
  for (let attempt = 0; attempt < 10; attempt++) {
    if (await createFileAtomic(file, content)) return { takenOver, release: () => release(file, mine) };
    const found = await readHolder(file);
    if (found === null) continue;
    if (found.holder !== null && (await isHeld(found.holder))) throw lockedBy(found.holder, file);
    if (await removeStale(file, found.text)) {
      takenOver = found.holder === null ? null : { pid: found.holder.pid, since: found.holder.since };
    }
  }
  throw new RunLockedError("others keep taking this lock", { place: { file }, hint: "Try again in a moment." });
}

/** null: released in the meantime. `holder: null`: not a lock of ours, or one cut short; nobody holds it. */
async function readHolder(file: string): Promise<{ text: string; holder: LockHolder | null } | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
  try {
    return { text, holder: fromDisk(lockHolder, JSON.parse(text), { file }) };
  } catch {
    return { text, holder: null };
  }
}

async function isHeld(holder: LockHolder): Promise<boolean> {
  if (holder.machine !== machineDigest()) return true;
  if (!isAlive(holder.pid)) return false;
  const start = await processStart(holder.pid);
  return start === null || holder.processStart === null || start === holder.processStart;
}

/** Moves the stale lock aside first: of several who want to take it over, the move succeeds for one. */
async function removeStale(file: string, text: string): Promise<boolean> {
  const aside = `${file}.stale-${randomBytes(4).toString("hex")}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
  try {
    const moved = await readFile(aside, "utf8");
    if (moved === text) return true;
    // Somebody was quicker and this is already their lock: it goes back.
    await createFileAtomic(file, moved);
    return false;
  } finally {
    await rm(aside, { force: true });
  }
}

async function release(file: string, mine: LockHolder): Promise<void> {
  const found = await readHolder(file);
  if (found?.holder?.token === mine.token) await rm(file, { force: true });
}

function lockedBy(holder: LockHolder, file: string): RunLockedError {
  const elsewhere = holder.machine !== machineDigest();
  return new RunLockedError(
    `another process writes here: pid ${holder.pid}${elsewhere ? " on another machine" : ""}, since ${holder.since}`,
    {
      place: { file },
      hint: elsewhere
        ? "Wait for it; if you are sure that it is gone, delete this file."
        : `Wait for it, or stop it: kill ${holder.pid}`,
    },
  );
}

function machineDigest(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 12);
}
