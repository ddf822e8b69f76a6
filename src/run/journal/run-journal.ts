import { stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { CorruptFileError } from "../../errors/storage-errors.ts";
import { type Outcome, outcomes } from "../../schema/run/outcome.ts";
import { type Commit, openJournal } from "../../store/journal.ts";
import { type JournalLine, parseJournalLine } from "../../store/journal-lines.ts";
import type { Attempt, Settled } from "../schedule/types.ts";
import { type AttemptHead, attemptLine, outcomeCode, parseAttemptHead } from "./attempt-line.ts";
import { noTotals, readSidecar, type SidecarState, sidecarWriter } from "./index-sidecar.ts";
import { type EntryKey, entryBytes, type JournalIndex, journalIndex } from "./journal-index.ts";

export interface RunJournal {
  readonly file: string;
  readonly index: JournalIndex;
  /** What earlier sessions of this run have spent. */
  readonly spent: { readonly usd: number; readonly tokens: number };
  /** What all judges' calls have cost, of every session and round; null when one of them is unknown. */
  readonly judgeCostUsd: number | null;
  /** Calls journalled so far, retries and duplicates included. */
  readonly calls: number;
  /** Cells × repeats with an effective answer. */
  readonly answers: number;
  /** Final lines for a key that had one already: paid for and discarded. */
  readonly duplicates: number;
  readonly recovered: { tornBytes: number; tornText: string } | null;
  outcomeOf(key: EntryKey): Outcome | null;
  attempt(attempt: Attempt): void;
  settle(settled: Settled): Promise<void>;
  note(line: Record<string, unknown>): void;
  /** Resolves when all lines so far are synced. */
  flush(): Promise<void>;
  /** Writes the sidecar index and closes. */
  close(): Promise<void>;
}

export interface RunJournalOptions {
  /** True when a settled result replaces an earlier one of the same key (--retry). */
  readonly supersede?: (key: EntryKey) => boolean;
  readonly keepRaw?: boolean;
}

const headBytes = 640;
const otherKinds: ReadonlySet<unknown> = new Set(["open", "gate", "limit", "park", "budget", "close"]);

/**
 * The journal of one run: the truth about what was called. Takes the sidecar index for what it covers and reads the
 * lines behind it; without one, or where the journal was changed since, it reads every line, and refuses a journal with a
 * broken one as it was found. Memory grows by 32 bytes an entry.
 */
export async function openRunJournal(folder: string, options: RunJournalOptions = {}): Promise<RunJournal> {
  const known = await readSidecar(join(folder, "journal.index"), join(folder, "journal.jsonl"));
  if (known === null) return openFrom(folder, null, options);
  try {
    return await openFrom(folder, known, options);
  } catch (error) {
    // Lines are counted from the beginning; the number of a broken one behind the index is not known yet.
    if (error instanceof CorruptFileError) return openFrom(folder, null, options);
    throw error;
  }
}

async function openFrom(
  folder: string,
  known: SidecarState | null,
  { supersede = () => false, keepRaw = true }: RunJournalOptions,
): Promise<RunJournal> {
  const file = join(folder, "journal.jsonl");
  const index = journalIndex(known?.entries);
  const totals = { ...(known?.totals ?? noTotals) };
  /** Calls that are handed over and not synced yet. */
  let underWay = 0;
  let { size, crc } = known ?? { size: 0, crc: 0 };
  let added: Uint8Array[] = [];
  // An index that is rebuilt is written in one piece, when all is read.
  let rebuilding = known === null;
  const read = (head: AttemptHead, offset: number, length: number) => {
    if (!head.cached) totals.calls++;
    totals.usd += head.costUsd ?? 0;
    totals.tokens += head.tokens ?? 0;
    if (head.stage === "judge") {
      totals.judgeUsd += head.costUsd ?? 0;
      if (head.costUsd === null && head.outcome !== "failed") totals.unknownJudgeCosts++;
    }
    if (!head.final && !head.endsTurn) return;
    const isNew = index.get(head) === null;
    if (isNew && head.stage === "answer" && head.turn === null) totals.answers++;
    if (!index.add(head, { offset, length, outcome: outcomeCode(head.outcome) }, head.supersedes)) totals.duplicates++;
    else if (!rebuilding) added.push(index.lastAdded());
  };
  const replay = (line: JournalLine) => {
    const head = headOf(file, line);
    if (head) read(head, line.offset, line.bytes.length);
    crc = crc32("\n", crc32(line.bytes, crc));
    size = line.offset + line.bytes.length + 1;
  };
  const sidecar = sidecarWriter(join(folder, "journal.index"), known?.bytes ?? 0);
  const keep = (mtimeMs: number | null) => {
    sidecar.append({ entries: rebuilding ? index.toBytes() : concat(added), totals, size, crc, mtimeMs });
    rebuilding = false;
    added = [];
  };
  const onCommit = ({ offset, bytes, lines }: Commit) => {
    for (const one of lines) {
      const head = parseAttemptHead(one.line.slice(0, headBytes));
      if (head === null) continue;
      read(head, one.offset, one.length);
      if (!head.final && !head.endsTurn) underWay--;
    }
    crc = crc32(bytes, crc);
    size = offset + bytes.length;
    keep(null);
  };
  const journal = await openJournal(file, { replay, replayFrom: size, onCommit });
  if (size !== (known?.size ?? 0)) keep(null);
  let broken: unknown = null;
  const append = (line: string) => {
    journal.append(line).catch((error) => {
      broken ??= error;
    });
  };
  return {
    file,
    index,
    spent: totals,
    recovered: journal.recovered,
    get calls() {
      return totals.calls + underWay;
    },
    get duplicates() {
      return totals.duplicates;
    },
    get answers() {
      return totals.answers;
    },
    get judgeCostUsd() {
      return totals.unknownJudgeCosts > 0 ? null : totals.judgeUsd;
    },
    outcomeOf(key) {
      const entry = index.get(key);
      return entry === null ? null : outcomes[entry.outcome]!;
    },
    attempt(attempt) {
      underWay++;
      append(attemptLine(attempt, null, { supersedes: false, keepRaw }));
    },
    async settle(settled) {
      if (broken !== null) throw broken;
      const { cell, repeat, stage, judge } = settled.item;
      const key: EntryKey = { cell, repeat, stage, judge };
      // Turns before the last are never asked again, so that only a cell's own line can stand in for another.
      const supersedes = index.get(key) !== null && supersede(key);
      await journal.append(attemptLine(settled, settled, { supersedes, keepRaw }));
    },
    note(line) {
      append(JSON.stringify(line));
    },
    flush: () => journal.flush(),
    async close() {
      try {
        await journal.close();
        if (broken !== null) throw broken;
        const left = await stat(file);
        if (left.size === size) keep(left.mtimeMs);
      } finally {
        await sidecar.close();
      }
    },
  };
}

function concat(records: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(records.length * entryBytes);
  for (const [i, record] of records.entries()) bytes.set(record, i * entryBytes);
  return bytes;
}

/** The head of a call's line, null for a line of another kind; what is neither was changed since it was written. */
function headOf(file: string, line: JournalLine): AttemptHead | null {
  const head = parseAttemptHead(line.bytes.toString("utf8", 0, Math.min(line.bytes.length, headBytes)));
  if (head !== null && outcomes.includes(head.outcome)) {
    // Damage behind an intact head would show when the answer is needed, at the end of a run that was paid for.
    if (head.final || head.endsTurn) parseJournalLine(file, line);
    return head;
  }
  const value = parseJournalLine(file, line) as { t?: unknown };
  if (otherKinds.has(value.t)) return null;
  throw new CorruptFileError("this line is no record of a run", {
    place: { file, line: line.line },
    hint: "Nothing was changed. Restore the file, or move this line to another file and run again.",
  });
}
