import type { FileHandle } from "node:fs/promises";
import { isWholeRecord, type JournalLine, readJournalBatches } from "./journal-lines.ts";
import type { Line } from "./read-lines.ts";

/** Enough of a torn line to recognise it in a report. */
const shownBytes = 4096;

export interface Recovery {
  size: number;
  recovered: { tornBytes: number; tornText: string } | null;
}

/**
 * Looks at the end of a journal and mends what a writer that died left there: a last line that is not a whole record is
 * cut off, a whole one that only lacks its line feed gets it. Before anything is cut, every line is looked at (and, if
 * asked, replayed), so that a journal broken in the middle is refused as it was found.
 */
export async function recoverJournal(
  file: string,
  handle: FileHandle,
  replay?: (line: JournalLine) => void,
  replayFrom = 0,
): Promise<Recovery> {
  const { size } = await handle.stat();
  const last = await readLastLine(handle, size);
  const whole = last === null || isWholeRecord(last);
  if (replay !== undefined || !whole) {
    const from = replay === undefined ? 0 : replayFrom;
    for await (const batch of readJournalBatches(file, { from, to: size })) if (replay) batch.forEach(replay);
  }
  if (last === null || (whole && last.ended)) return { size, recovered: null };

  if (whole) {
    await handle.write("\n", size);
    await handle.datasync();
    return { size: size + 1, recovered: null };
  }
  await handle.truncate(last.offset);
  await handle.datasync();
  const tornText = last.bytes.subarray(0, shownBytes).toString("utf8");
  return { size: last.offset, recovered: { tornBytes: size - last.offset, tornText } };
}

/** The line that ends the file, found from behind; its number is not known. null for an empty file. */
export async function readLastLine(handle: FileHandle, size: number): Promise<Line | null> {
  if (size === 0) return null;
  for (let length = 1 << 16; ; length *= 4) {
    const start = Math.max(0, size - length);
    const bytes = Buffer.alloc(size - start);
    await handle.read(bytes, 0, bytes.length, start);
    const ended = bytes.at(-1) === 10;
    const body = ended ? bytes.subarray(0, -1) : bytes;
    const feed = body.lastIndexOf(10);
    if (feed === -1 && start > 0) continue;
    return { bytes: body.subarray(feed + 1), offset: start + feed + 1, line: 0, ended };
  }
}
