import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { places, type Workspace } from "./workspace.ts";

/** Use by model and slice: `{ model: { "<start in ms>": [requests, tokens] } }`. */
type Use = Record<string, Record<string, [number, number]>>;

/** What models of one account have used, over all runs of a workspace. */
export interface AccountLedger {
  of(model: string): {
    used(sinceMs: number): { startMs: number; requests: number; tokens: number }[];
    add(atMs: number, requests: number, tokens: number): void;
  };
  /** Writes what was counted since the last write. */
  close(): Promise<void>;
}

const writeEveryMs = 500;
const readEveryMs = 5000;
/** A rolling day, and a slice more. */
const keptMs = 25 * 3_600_000;

/**
 * The ledger of an account. Each session writes a file of its own and reads those of the others every few seconds, so
 * that runs side by side see each other's use without writing to one file. A kill loses at most half a second of counts.
 */
export async function openAccountLedger(
  workspace: Workspace,
  account: string,
  options: { readonly sliceMs: number; readonly now: () => number },
): Promise<AccountLedger> {
  const { sliceMs, now } = options;
  const folder = join(places.quotas(workspace), createHash("sha256").update(account).digest("hex").slice(0, 16));
  await mkdir(folder, { recursive: true });
  const name = `${randomBytes(6).toString("hex")}.json`;
  const file = join(folder, name);
  const own: Use = {};
  let others = readOthers(folder, name, now());
  let readAt = now();
  let writtenAt = 0;
  let dirty = false;
  let writing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const write = (): Promise<void> => {
    dirty = false;
    writtenAt = now();
    const text = `${JSON.stringify({ account, use: own })}\n`;
    writing = writing
      .then(async () => {
        await writeFile(`${file}.tmp`, text);
        await rename(`${file}.tmp`, file);
      })
      .catch(() => rm(`${file}.tmp`, { force: true }));
    return writing;
  };
  const later = () => {
    dirty = true;
    if (now() - writtenAt >= writeEveryMs) void write();
    else
      timer ??= setTimeout(() => {
        timer = undefined;
        if (dirty) void write();
      }, writeEveryMs).unref();
  };
  return {
    of: (model) => ({
      used(sinceMs) {
        if (now() - readAt > readEveryMs) {
          others = readOthers(folder, name, now());
          readAt = now();
        }
        const slices = new Map<number, { startMs: number; requests: number; tokens: number }>();
        for (const use of [own, ...others]) {
          for (const [start, [requests, tokens]] of Object.entries(use[model] ?? {})) {
            const startMs = Number(start);
            if (startMs < sinceMs) continue;
            const slice = slices.get(startMs) ?? { startMs, requests: 0, tokens: 0 };
            slices.set(startMs, { startMs, requests: slice.requests + requests, tokens: slice.tokens + tokens });
          }
        }
        return [...slices.values()].sort((a, b) => a.startMs - b.startMs);
      },
      add(atMs, requests, tokens) {
        const start = String(Math.floor(atMs / sliceMs) * sliceMs);
        own[model] ??= {};
        const slice = own[model][start] ?? [0, 0];
        own[model][start] = [slice[0] + requests, slice[1] + tokens];
        later();
      },
    }),
    async close() {
      clearTimeout(timer);
      if (dirty) await write();
      await writing;
    },
  };
}

/** The use of other sessions. Files with nothing from the last day are taken away; one that cannot be read counts nothing. */
function readOthers(folder: string, own: string, nowMs: number): Use[] {
  const found: Use[] = [];
  for (const name of readdirSync(folder)) {
    if (name === own || !name.endsWith(".json")) continue;
    const use = readUse(join(folder, name));
    if (use === null) continue;
    const newest = Math.max(0, ...Object.values(use).flatMap((slices) => Object.keys(slices).map(Number)));
    if (newest < nowMs - keptMs) rmSync(join(folder, name), { force: true });
    else found.push(use);
  }
  return found;
}

function readUse(file: string): Use | null {
  try {
    const { use } = JSON.parse(readFileSync(file, "utf8")) as { use?: unknown };
    return typeof use === "object" && use !== null ? (use as Use) : null;
  } catch {
    return null;
  }
}
