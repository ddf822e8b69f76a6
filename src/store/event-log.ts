import { open } from "node:fs/promises";
import { CorruptFileError } from "../errors/storage-errors.ts";
import { fromDisk, toDisk } from "../schema/codec.ts";
import { contentHash } from "../schema/content-hash.ts";
import { type Event, event } from "../schema/event.ts";
import { codeOf } from "./cannot-write.ts";
import { openJournal } from "./journal.ts";
import { type JournalLine, parseJournalLine, readJournalBatches, refuseTorn } from "./journal-lines.ts";
import { readLastLine } from "./recover-journal.ts";
import { withLock } from "./run-lock.ts";
import { asUnreadable } from "./unreadable.ts";
import { places, type Workspace } from "./workspace.ts";

/** What a caller says of an event; the rest is filled in. */
export interface NewEvent extends Pick<Event, "type" | "actor"> {
  inputs?: string[];
  outputs?: string[];
  verdict?: string | null;
  reason?: string | null;
  question?: string | null;
  tags?: string[];
  git?: string | null;
}

/** Appends to the event log, tied to the line before by its hash, and synced before it resolves. */
export async function appendEvent(workspace: Workspace, entry: NewEvent, { now }: { now: Date }): Promise<Event> {
  const file = places.events(workspace);
  return withLock(`${file}.lock`, { now }, async () => {
    const journal = await openJournal(file);
    try {
      const unsealed = {
        ts: now.toISOString(),
        type: entry.type,
        actor: entry.actor,
        inputs: entry.inputs ?? [],
        outputs: entry.outputs ?? [],
        verdict: entry.verdict ?? null,
        reason: entry.reason ?? null,
        question: entry.question ?? null,
        tags: entry.tags ?? [],
        git: entry.git ?? null,
        prevHash: await lastHash(file),
      };
      const disk = toDisk(event, { ...unsealed, hash: "" }) as Record<string, unknown>;
      disk["hash"] = eventHash(disk);
      const sealed = fromDisk(event, disk);
      await journal.append(JSON.stringify(disk));
      return sealed;
    } finally {
      await journal.close();
    }
  });
}

/** Events in order, each checked against its own hash and the line before. The first that breaks is named by line. */
export async function* readEvents(workspace: Workspace): AsyncGenerator<Event> {
  const file = places.events(workspace);
  if (!(await exists(file))) return;
  let previous: string | null = null;
  for await (const batch of readJournalBatches(file, { onTorn: refuseTorn(file) })) {
    for (const line of batch) {
      const read = readEvent(file, line);
      if (read.prevHash !== previous) {
        throw new CorruptFileError("the chain breaks here: a line before this one was changed, added or removed", {
          place: { file, line: line.line, path: "prev_hash" },
          hint: "Compare with a copy under version control. Nothing was changed.",
        });
      }
      previous = read.hash;
      yield read;
    }
  }
}

/** Walks the whole chain. */
export async function verifyEvents(workspace: Workspace): Promise<{ n: number; broken: CorruptFileError | null }> {
  let n = 0;
  try {
    for await (const _ of readEvents(workspace)) n++;
    return { n, broken: null };
  } catch (error) {
    if (error instanceof CorruptFileError) return { n, broken: error };
    throw error;
  }
}

function readEvent(file: string, line: JournalLine): Event {
  const value = parseJournalLine(file, line) as Record<string, unknown>;
  const read = fromDisk(event, value, { file, line: line.line });
  if (eventHash(value) === read.hash) return read;
  throw new CorruptFileError("this line does not match its hash: it was changed after it was written", {
    place: { file, line: line.line, path: "hash" },
    hint: "Compare with a copy under version control. Nothing was changed.",
  });
}

function eventHash(line: Record<string, unknown>): string {
  const { hash: _hash, ...rest } = line;
  return contentHash(rest);
}

async function lastHash(file: string): Promise<string | null> {
  const handle = await open(file, "r");
  try {
    const last = await readLastLine(handle, (await handle.stat()).size);
    return last === null ? null : readEvent(file, last).hash;
  } catch (error) {
    throw asUnreadable(error, file);
  } finally {
    await handle.close();
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await (await open(file, "r")).close();
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw asUnreadable(error, file);
  }
}
