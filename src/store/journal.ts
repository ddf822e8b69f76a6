import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { CannotWriteError } from "../errors/storage-errors.ts";
import { asCannotWrite } from "./cannot-write.ts";
import type { JournalLine } from "./journal-lines.ts";
import { recoverJournal } from "./recover-journal.ts";
import { syncFolder } from "./sync-folder.ts";

export interface JournalOptions {
  /** Two syncs are at least this far apart, unless `maxRecords` wait. A record after a pause is synced at once. */
  maxWaitMs?: number;
  maxRecords?: number;
  /**
   * Called with every record already in the file before anything is changed. An error thrown here (a record that is
   * not what the caller expects) leaves the file as it was.
   */
  replay?: (line: JournalLine) => void;
  /** Where replaying begins: the beginning of a line. What stands before is known to be as it was. Default 0. */
  replayFrom?: number;
  /** Called with what was synced, lines and their line feeds, before the appends of that commit resolve. */
  onCommit?: (commit: Commit) => void;
}

export interface Commit {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly lines: readonly { readonly line: string; readonly offset: number; readonly length: number }[];
}

export interface Journal {
  /** Appends one already serialised JSON object. Resolves after it is synced; only then does the record count. */
  append(line: string): Promise<{ offset: number; length: number }>;
  /** What a writer that died left behind and opening cut off; null when the file ended well. */
  readonly recovered: { tornBytes: number; tornText: string } | null;
  /** Bytes that are synced. */
  readonly size: number;
  /** Resolves when everything appended so far is synced. */
  flush(): Promise<void>;
  /** Flushes and closes. Appending afterwards is an error. */
  close(): Promise<void>;
}

interface Waiting {
  line: string;
  resolve: (at: { offset: number; length: number }) => void;
  reject: (error: unknown) => void;
}

/**
 * Opens (or creates) an append-only JSONL file with group commit: appends that arrive together share one write and one
 * fdatasync. After a failed write the file is cut back to its last synced size, every waiting append is rejected with
 * one CannotWriteError, and so is every later one. One writer at a time: hold the run's lock.
 */
export async function openJournal(file: string, options: JournalOptions = {}): Promise<Journal> {
  const { maxWaitMs = 20, maxRecords = 256, replay, replayFrom = 0, onCommit = null } = options;
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o644);
    const { size, recovered } = await recoverJournal(file, handle, replay, replayFrom);
    if (size === 0) await syncFolder(dirname(file));
    return new GroupCommitJournal({ file, handle, size, recovered, maxWaitMs, maxRecords, onCommit });
  } catch (error) {
    await handle?.close();
    throw asCannotWrite(error, file);
  }
}

class GroupCommitJournal implements Journal {
  readonly recovered: Journal["recovered"];
  private readonly file: string;
  private readonly handle: FileHandle;
  private readonly maxWaitMs: number;
  private readonly maxRecords: number;
  private readonly onCommit: ((commit: Commit) => void) | null;
  private synced: number;
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private committing: Promise<void> | undefined;
  private lastCommit = Number.NEGATIVE_INFINITY;
  private failure: Error | undefined;
  private closed: Promise<void> | undefined;

  constructor(options: {
    file: string;
    handle: FileHandle;
    size: number;
    recovered: Journal["recovered"];
    maxWaitMs: number;
    maxRecords: number;
    onCommit: ((commit: Commit) => void) | null;
  }) {
    this.file = options.file;
    this.handle = options.handle;
    this.synced = options.size;
    this.recovered = options.recovered;
    this.maxWaitMs = options.maxWaitMs;
    this.maxRecords = options.maxRecords;
    this.onCommit = options.onCommit;
  }

  get size(): number {
    return this.synced;
  }

  append(line: string): Promise<{ offset: number; length: number }> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.closed !== undefined) return Promise.reject(new Error(`${this.file} is closed`));
    if (line[0] !== "{" || line.at(-1) !== "}" || line.includes("\n")) {
      return Promise.reject(new TypeError("a journal line is one JSON object without line breaks"));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ line, resolve, reject });
      this.schedule();
    });
  }

  async flush(): Promise<void> {
    while (this.committing !== undefined || this.waiting.length > 0) await this.commitNow();
    if (this.failure !== undefined) throw this.failure;
  }

  close(): Promise<void> {
    this.closed ??= this.flush().finally(() => this.handle.close());
    return this.closed;
  }

  private schedule(): void {
    if (this.committing !== undefined) return;
    const due = this.lastCommit + this.maxWaitMs - performance.now();
    const delay = this.waiting.length >= this.maxRecords ? 0 : Math.max(0, due);
    if (this.timer !== undefined) {
      if (delay > 0) return;
      clearTimeout(this.timer);
    }
    // A delay of 0 still waits a turn of the loop, so that appends of one tick share a commit.
    this.timer = setTimeout(() => void this.commitNow(), delay);
  }

  private commitNow(): Promise<void> {
    if (this.committing !== undefined) return this.committing;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.committing = this.commit().finally(() => {
      this.committing = undefined;
      if (this.waiting.length > 0) this.schedule();
    });
    return this.committing;
  }

  private async commit(): Promise<void> {
    const batch = this.waiting;
    if (batch.length === 0) return;
    this.waiting = [];
    this.lastCommit = performance.now();
    const lengths = batch.map(({ line }) => Buffer.byteLength(line));
    let bytes: Buffer;
    try {
      bytes = await this.write(batch, lengths);
    } catch (error) {
      await this.fail(error, batch);
      return;
    }
    const offset = this.synced;
    const lines: { line: string; offset: number; length: number }[] = [];
    for (let i = 0; i < batch.length; i++) {
      lines.push({ line: batch[i]!.line, offset: this.synced, length: lengths[i]! });
      this.synced += lengths[i]! + 1;
    }
    this.onCommit?.({ offset, bytes, lines });
    for (let i = 0; i < batch.length; i++) batch[i]!.resolve(lines[i]!);
  }

  private async write(batch: readonly Waiting[], lengths: readonly number[]): Promise<Buffer> {
    const { size, nlink } = await this.handle.stat();
    if (size !== this.synced || nlink === 0) throw changedUnderneath(this.file, this.synced, nlink === 0 ? null : size);

    const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length + 1, 0));
    let end = 0;
    for (const { line } of batch) {
      end += bytes.write(line, end);
      bytes[end++] = 10;
    }
    for (let written = 0; written < bytes.length; ) {
      const step = await this.handle.write(bytes, written, bytes.length - written, this.synced + written);
      written += step.bytesWritten;
    }
    await this.handle.datasync();
    return bytes;
  }

  /** What is not synced may or may not be on disk: it is cut off where possible, and nobody is told that it counts. */
  private async fail(error: unknown, batch: readonly Waiting[]): Promise<void> {
    this.failure = asCannotWrite(error, this.file);
    if (!(error instanceof CannotWriteError)) {
      await this.handle
        .truncate(this.synced)
        .then(() => this.handle.datasync())
        .catch(() => undefined);
    }
    for (const { reject } of [...batch, ...this.waiting]) reject(this.failure);
    this.waiting = [];
  }
}

function changedUnderneath(file: string, expected: number, found: number | null): CannotWriteError {
  const what = found === null ? "was deleted" : `holds ${found} bytes instead of ${expected}`;
  return new CannotWriteError(`this file was changed by another program while we wrote it: it ${what}`, {
    place: { file },
    hint: "See that only one program writes here, then resume.",
  });
}
