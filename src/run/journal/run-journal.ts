import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { CorruptFileError } from "../../errors/storage-errors.ts";
import { type Outcome, outcomes } from "../../schema/run/outcome.ts";
import { writeFileAtomic } from "../../store/atomic-file.ts";
import { openJournal } from "../../store/journal.ts";
import { type JournalLine, parseJournalLine } from "../../store/journal-lines.ts";
import type { Attempt, Settled } from "../schedule/types.ts";
import { type AttemptHead, attemptLine, outcomeCode, parseAttemptHead } from "./attempt-line.ts";
import { type EntryKey, type JournalIndex, journalIndex } from "./journal-index.ts";

export interface RunJournal {
  readonly file: string;
  readonly index: JournalIndex;
  /** What earlier sessions of this run have spent. */
  readonly spent: { usd: number; tokens: number };
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
const indexVersion = 4;
const otherKinds: ReadonlySet<unknown> = new Set(["open", "gate", "limit", "park", "budget", "close"]);

/**
 * The journal of one run: the truth about what was called. Takes the sidecar index where the journal is as it was left;
 * otherwise reads every line, and refuses a journal with a broken one as it was found. Memory grows by 32 bytes an entry.
 */
export async function openRunJournal(folder: string, options: RunJournalOptions = {}): Promise<RunJournal> {
  const file = join(folder, "journal.jsonl");
  const sidecar = join(folder, "journal.index");
  const known = await readSidecar(sidecar, file);
  const index = journalIndex(known?.entries);
  const spent = { usd: known?.usd ?? 0, tokens: known?.tokens ?? 0 };
  let calls = known?.calls ?? 0;
  let duplicates = known?.duplicates ?? 0;
  let answers = known?.answers ?? 0;
  let judgeUsd = known?.judgeUsd ?? 0;
  let unknownJudgeCosts = known?.unknownJudgeCosts ?? 0;
  const read = (head: AttemptHead, offset: number, length: number) => {
    if (!head.cached) calls++;
    spent.usd += head.costUsd ?? 0;
    spent.tokens += head.tokens ?? 0;
    if (head.stage === "judge") {
      judgeUsd += head.costUsd ?? 0;
      if (head.costUsd === null && head.outcome !== "failed") unknownJudgeCosts++;
    }
    if (!head.final && !head.endsTurn) return;
    const isNew = index.get(head) === null;
    if (isNew && head.stage === "answer" && head.turn === null) answers++;
    if (!index.add(head, { offset, length, outcome: outcomeCode(head.outcome) }, head.supersedes)) duplicates++;
  };
  const replay = (line: JournalLine) => {
    const head = headOf(file, line);
    if (head) read(head, line.offset, line.bytes.length);
  };
  const journal = await openJournal(file, known === null ? { replay } : {});
  const { supersede = () => false, keepRaw = true } = options;
  let broken: unknown = null;
  const append = (line: string) => {
    journal.append(line).catch((error) => {
      broken ??= error;
    });
  };
  return {
    file,
    index,
    spent,
    recovered: journal.recovered,
    get calls() {
      return calls;
    },
    get duplicates() {
      return duplicates;
    },
    get answers() {
      return answers;
    },
    get judgeCostUsd() {
      return unknownJudgeCosts > 0 ? null : judgeUsd;
    },
    outcomeOf(key) {
      const entry = index.get(key);
      return entry === null ? null : outcomes[entry.outcome]!;
    },
    attempt(attempt) {
      calls++;
      append(attemptLine(attempt, null, { supersedes: false, keepRaw }));
    },
    async settle(settled) {
      if (broken !== null) throw broken;
      const key: EntryKey = {
        cell: settled.item.cell,
        repeat: settled.item.repeat,
        stage: settled.item.stage,
        judge: settled.item.judge,
      };
      // Turns before the last are never asked again, so that only a cell's own line can stand in for another.
      const supersedes = index.get(key) !== null && supersede(key);
      const line = attemptLine(settled, settled, { supersedes, keepRaw });
      const { offset, length } = await journal.append(line);
      const head = parseAttemptHead(line.slice(0, headBytes))!;
      read(head, offset, length);
    },
    note(line) {
      append(JSON.stringify(line));
    },
    flush: () => journal.flush(),
    async close() {
      await journal.close();
      if (broken !== null) throw broken;
      const left = await stat(file);
      const header = {
        version: indexVersion,
        size: left.size,
        mtime_ms: left.mtimeMs,
        usd: spent.usd,
        tokens: spent.tokens,
        calls,
        duplicates,
        answers,
        judge_usd: judgeUsd,
        unknown_judge_costs: unknownJudgeCosts,
      };
      const text = `${JSON.stringify(header)}\n`;
      await writeFileAtomic(
        sidecar,
        Buffer.concat([Buffer.from(text.padEnd(text.length + padding(text.length))), index.toBytes()]),
      );
    },
  };
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

interface Sidecar {
  readonly usd: number;
  readonly tokens: number;
  readonly calls: number;
  readonly duplicates: number;
  readonly answers: number;
  readonly judgeUsd: number;
  readonly unknownJudgeCosts: number;
  readonly entries: Uint8Array;
}

/** Entries begin at a multiple of 4 behind the header line. */
function padding(length: number): number {
  return (4 - (length % 4)) % 4;
}

/** The sidecar, when it reads well and the journal is as that session left it; it is derived, so any doubt drops it. */
async function readSidecar(sidecar: string, journal: string): Promise<Sidecar | null> {
  try {
    const bytes = await readFile(sidecar);
    const end = bytes.indexOf(10) + 1;
    const header = JSON.parse(bytes.toString("utf8", 0, end)) as Record<string, number>;
    const start = end + padding(end);
    const found = await stat(journal);
    const { version, size, mtime_ms, usd, tokens, calls, duplicates, answers } = header;
    const asLeft = version === indexVersion && size === found.size && mtime_ms === found.mtimeMs;
    if (!asLeft || (bytes.length - start) % 32 !== 0) return null;
    return {
      usd: usd ?? 0,
      tokens: tokens ?? 0,
      calls: calls ?? 0,
      duplicates: duplicates ?? 0,
      answers: answers ?? 0,
      judgeUsd: header["judge_usd"] ?? 0,
      unknownJudgeCosts: header["unknown_judge_costs"] ?? 0,
      entries: bytes.subarray(start),
    };
  } catch {
    return null;
  }
}
