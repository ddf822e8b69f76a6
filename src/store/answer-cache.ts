import { randomBytes } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "./atomic-file.ts";
import { asCannotWrite } from "./cannot-write.ts";
import { readLineBatches } from "./read-lines.ts";
import { places, type Workspace } from "./workspace.ts";

/** One kept answer. What `answer` looks like is its writer's matter. */
export interface CachedAnswer {
  /** sha256 over everything the answer depends on. */
  readonly key: string;
  /** When it was asked, ISO. */
  readonly at: string;
  readonly run_id: string;
  readonly stage: string;
  readonly model: string;
  readonly cost_usd: number | null;
  readonly answer: unknown;
}

/** Answers of earlier runs by key. Derived: it can be deleted at any time, and a line that cannot be read is no entry. */
export interface AnswerCacheStore {
  get(key: string): CachedAnswer | null;
  put(entry: CachedAnswer): void;
  /** Writes what is buffered and closes. A cache that cannot be written fails here, and nothing else does. */
  close(): Promise<void>;
}

interface Place {
  readonly file: number;
  readonly offset: number;
  readonly length: number;
  readonly at: string;
}

const head = /^\{"key":"([0-9a-f]{64})","at":"([^"]+)"/;
const headBytes = 160;
const flushCharacters = 1 << 18;

/**
 * Opens the cache of a workspace. Each session appends to a file of its own, so that runs side by side never write to
 * one; an answer kept twice is taken from its newest line. `notBefore` leaves older answers out.
 */
export async function openAnswerCache(
  workspace: Workspace,
  options: { readonly notBefore: Date; readonly now: Date },
): Promise<AnswerCacheStore> {
  const folder = places.answerCache(workspace);
  const notBefore = options.notBefore.toISOString();
  const index = new Map<string, Place>();
  const files = await cacheFiles(folder);
  for (const [file, path] of files.entries()) {
    await eachEntry(path, (key, at, offset, length) => {
      const known = index.get(key);
      if (at >= notBefore && (known === undefined || known.at < at)) index.set(key, { file, offset, length, at });
    });
  }
  const descriptors = new Map<number, number>();
  const fresh = new Map<string, CachedAnswer>();
  const written = sessionFile(folder, options.now);
  const read = ({ file, offset, length }: Place): CachedAnswer | null => {
    let descriptor = descriptors.get(file);
    if (descriptor === undefined) {
      descriptor = openSync(files[file]!, "r");
      descriptors.set(file, descriptor);
    }
    const bytes = Buffer.allocUnsafe(length);
    const got = readSync(descriptor, bytes, 0, length, offset);
    return parsed(bytes.subarray(0, got));
  };
  return {
    get(key) {
      const own = fresh.get(key);
      if (own !== undefined) return own;
      const place = index.get(key);
      return place === undefined ? null : read(place);
    },
    put(entry) {
      fresh.set(entry.key, entry);
      written.append(`${JSON.stringify(entry)}\n`);
    },
    async close() {
      for (const descriptor of descriptors.values()) closeSync(descriptor);
      await written.close();
    },
  };
}

/** What the cache holds, by stage and model. */
export interface CacheShare {
  readonly stage: string;
  readonly model: string;
  readonly entries: number;
  readonly bytes: number;
  readonly oldest: string;
  readonly newest: string;
}

/** Counts the cache of a workspace. */
export async function surveyAnswerCache(workspace: Workspace): Promise<CacheShare[]> {
  const shares = new Map<string, { -readonly [K in keyof CacheShare]: CacheShare[K] }>();
  for (const path of await cacheFiles(places.answerCache(workspace))) {
    for await (const batch of readLineBatches(path)) {
      for (const { bytes } of batch) {
        const entry = parsed(bytes);
        if (entry === null) continue;
        const name = `${entry.stage}\u0000${entry.model}`;
        const { stage, model, at } = entry;
        const share = shares.get(name) ?? { stage, model, entries: 0, bytes: 0, oldest: at, newest: at };
        share.entries++;
        share.bytes += bytes.length + 1;
        if (at < share.oldest) share.oldest = at;
        if (at > share.newest) share.newest = at;
        shares.set(name, share);
      }
    }
  }
  return [...shares.values()].sort((a, b) => (a.stage + a.model < b.stage + b.model ? -1 : 1));
}

/** Takes answers older than `before` out of the cache. Files keep their younger lines; empty ones go. */
export async function pruneAnswerCache(
  workspace: Workspace,
  before: Date,
): Promise<{ removed: number; kept: number; freedBytes: number }> {
  const cutoff = before.toISOString();
  const counts = { removed: 0, kept: 0, freedBytes: 0 };
  for (const path of await cacheFiles(places.answerCache(workspace))) {
    const young: Buffer[] = [];
    let dropped = 0;
    for await (const batch of readLineBatches(path)) {
      for (const { bytes } of batch) {
        const entry = parsed(bytes);
        if (entry !== null && entry.at >= cutoff) young.push(Buffer.from(bytes));
        else dropped++;
      }
    }
    counts.kept += young.length;
    counts.removed += dropped;
    if (dropped === 0) continue;
    const before = (await stat(path)).size;
    const left = Buffer.concat(young.flatMap((line) => [line, Buffer.from("\n")]));
    if (young.length === 0) await rm(path, { force: true });
    else await writeFileAtomic(path, left);
    counts.freedBytes += before - left.length;
  }
  return counts;
}

async function cacheFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .map((name) => join(folder, name));
}

async function eachEntry(
  path: string,
  visit: (key: string, at: string, offset: number, length: number) => void,
): Promise<void> {
  for await (const batch of readLineBatches(path)) {
    for (const { bytes, offset } of batch) {
      const match = head.exec(bytes.toString("latin1", 0, Math.min(bytes.length, headBytes)));
      if (match) visit(match[1]!, match[2]!, offset, bytes.length);
    }
  }
}

function parsed(bytes: Buffer): CachedAnswer | null {
  try {
    const entry = JSON.parse(bytes.toString("utf8")) as Partial<CachedAnswer> | null;
    const whole = typeof entry?.key === "string" && typeof entry.at === "string" && entry.answer != null;
    return whole ? (entry as CachedAnswer) : null;
  } catch {
    return null;
  }
}

/** A file that is made when the first line comes, and written in large pieces. */
function sessionFile(folder: string, now: Date): { append(line: string): void; close(): Promise<void> } {
  const name = `${now.toISOString().replace(/\D/g, "").slice(0, 14)}-${randomBytes(4).toString("hex")}.jsonl`;
  const path = join(folder, name);
  let handle: FileHandle | null = null;
  let text = "";
  let failure: unknown = null;
  let writing = Promise.resolve();
  const flush = (): Promise<void> => {
    const piece = text;
    text = "";
    if (piece === "") return writing;
    writing = writing.then(async () => {
      if (failure !== null) return;
      try {
        if (handle === null) {
          await mkdir(folder, { recursive: true });
          handle = await open(path, "ax", 0o644);
        }
        await handle.writeFile(piece);
      } catch (error) {
        failure = error;
      }
    });
    return writing;
  };
  return {
    append(line) {
      text += line;
      if (text.length >= flushCharacters) void flush();
    },
    async close() {
      await flush();
      await handle?.close();
      if (failure !== null) throw asCannotWrite(failure, path);
    },
  };
}
