import { type FileHandle, open, readFile, stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { entryBytes } from "./journal-index.ts";

/** Sums over a journal that are wanted without reading it. */
interface JournalTotals {
  usd: number;
  tokens: number;
  calls: number;
  duplicates: number;
  answers: number;
  judgeUsd: number;
  unknownJudgeCosts: number;
}

const totalKeys = ["usd", "tokens", "calls", "duplicates", "answers", "judgeUsd", "unknownJudgeCosts"] as const;

export const noTotals: JournalTotals = Object.fromEntries(totalKeys.map((key) => [key, 0])) as unknown as JournalTotals;

/** What a sidecar knows of its journal: everything up to byte `size`. */
export interface SidecarState {
  /** Bytes of the sidecar that read well. */
  readonly bytes: number;
  readonly entries: readonly Uint8Array[];
  readonly totals: JournalTotals;
  /** Bytes of the journal that it covers, and their CRC-32. */
  readonly size: number;
  readonly crc: number;
}

/** Raised when blocks or entries are laid out in another way; older sidecars are then made anew. */
const magic = 0x05584a41;
const headBytes = 96;
/** Where the block's own check sum stands; it is counted as zero. */
const checkAt = 20;

/**
 * The sidecar of a journal, or null where there is none that tells the truth. It is a chain of blocks, one a group
 * commit, so that a killed run leaves a good one behind: what the last whole block covers is taken when the journal is
 * as it was left then (size and time), or else when its bytes still have the block's CRC-32. Any doubt drops it.
 */
export async function readSidecar(sidecar: string, journal: string): Promise<SidecarState | null> {
  try {
    const bytes = await readFile(sidecar);
    const found = await stat(journal);
    const entries: Uint8Array[] = [];
    let last: Buffer | null = null;
    let at = 0;
    while (at + headBytes <= bytes.length) {
      const head = bytes.subarray(at, at + headBytes);
      const end = at + headBytes + head.readUInt32LE(4) * entryBytes;
      if (head.readUInt32LE(0) !== magic || end > bytes.length) break;
      if (blockCheck(bytes.subarray(at, end)) !== head.readUInt32LE(checkAt)) break;
      if (end > at + headBytes) entries.push(bytes.subarray(at + headBytes, end));
      last = head;
      at = end;
    }
    if (last === null) return null;
    const size = last.readDoubleLE(8);
    const crc = last.readUInt32LE(16);
    const asLeft = size === found.size && last.readDoubleLE(24) === found.mtimeMs;
    if (!asLeft && (size > found.size || (await crcOf(journal, size)) !== crc)) return null;
    const totals = { ...noTotals };
    for (const [i, key] of totalKeys.entries()) totals[key] = last.readDoubleLE(32 + 8 * i);
    return { bytes: at, entries, totals, size, crc };
  } catch {
    return null;
  }
}

/** Appends blocks to a sidecar. It is derived, so that failing to write it is no fault: it then ends where it stands. */
interface SidecarWriter {
  /** Entries are whole 32-byte records. `mtimeMs` is the journal's, where it is known. */
  append(block: {
    entries: Uint8Array;
    totals: JournalTotals;
    size: number;
    crc: number;
    mtimeMs: number | null;
  }): void;
  close(): Promise<void>;
}

/** Goes on behind the `from` bytes that read well; what stood behind them is cut off. */
export function sidecarWriter(file: string, from: number): SidecarWriter {
  let handle: FileHandle | null = null;
  let failed = false;
  let at = from;
  let waiting: Buffer[] = [];
  let writing: Promise<void> | null = null;
  const writeAll = async () => {
    try {
      if (handle === null) {
        handle = await open(file, from === 0 ? "w" : "r+");
        await handle.truncate(from);
      }
      while (waiting.length > 0) {
        const bytes = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
        waiting = [];
        const { bytesWritten } = await handle.write(bytes, 0, bytes.length, at);
        if (bytesWritten !== bytes.length) throw new Error("short write");
        at += bytes.length;
      }
    } catch {
      failed = true;
      waiting = [];
    }
    writing = null;
  };
  return {
    append({ entries, totals, size, crc, mtimeMs }) {
      if (failed) return;
      const block = Buffer.alloc(headBytes + entries.length);
      block.writeUInt32LE(magic, 0);
      block.writeUInt32LE(entries.length / entryBytes, 4);
      block.writeDoubleLE(size, 8);
      block.writeUInt32LE(crc, 16);
      block.writeDoubleLE(mtimeMs ?? -1, 24);
      for (const [i, key] of totalKeys.entries()) block.writeDoubleLE(totals[key], 32 + 8 * i);
      block.set(entries, headBytes);
      block.writeUInt32LE(blockCheck(block), checkAt);
      waiting.push(block);
      writing ??= writeAll();
    },
    async close() {
      await writing;
      await handle?.close().catch(() => undefined);
    },
  };
}

const zeros = new Uint8Array(4);

function blockCheck(block: Buffer): number {
  return crc32(block.subarray(checkAt + 4), crc32(zeros, crc32(block.subarray(0, checkAt))));
}

/** CRC-32 of the first `size` bytes of a file. */
async function crcOf(file: string, size: number): Promise<number> {
  const handle = await open(file, "r");
  try {
    const chunk = Buffer.allocUnsafeSlow(Math.max(1, Math.min(size, 1 << 20)));
    let crc = 0;
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, size - at), at);
      if (bytesRead === 0) throw new Error("shorter than it was");
      crc = crc32(chunk.subarray(0, bytesRead), crc);
      at += bytesRead;
    }
    return crc;
  } finally {
    await handle.close();
  }
}
