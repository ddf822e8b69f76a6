import { type FileHandle, open } from "node:fs/promises";
import { CorruptFileError } from "../errors/storage-errors.ts";
import { asUnreadable } from "./unreadable.ts";

const lineFeed = 10;

/** One line without its line feed. `line` counts from 1; `bytes` may be kept, and then keeps its chunk of the file. */
export interface Line {
  bytes: Buffer;
  offset: number;
  line: number;
  /** False only for a last line that no line feed ends. */
  ended: boolean;
}

export interface ReadLinesOptions {
  /** Byte offset of a line's beginning. Lines are then counted from `fromLine`. */
  from?: number;
  fromLine?: number;
  /** Stop at this offset; for a file that still grows. */
  to?: number;
  chunkBytes?: number;
  maxLineBytes?: number;
}

/**
 * Reads a text file as batches of lines, in order, one chunk ahead and never more than two in memory: 1 GB takes about
 * a second and no more memory than 1 MB. Lines are bytes; nothing is decoded or checked.
 */
export async function* readLineBatches(file: string, options: ReadLinesOptions = {}): AsyncGenerator<Line[]> {
  const { from = 0, to = Number.POSITIVE_INFINITY, chunkBytes = 1 << 18, maxLineBytes = 256 << 20 } = options;
  const handle = await open(file, "r").catch((error) => {
    throw asUnreadable(error, file);
  });
  let ahead: Promise<Buffer> | undefined;
  try {
    let line = options.fromLine ?? 1;
    let start = from;
    let position = from;
    let begun: Buffer[] = [];
    let begunBytes = 0;
    ahead = readChunk(handle, position, Math.min(chunkBytes, to - position));
    for (;;) {
      const chunk = await ahead;
      if (chunk.length === 0) break;
      position += chunk.length;
      ahead = readChunk(handle, position, Math.min(chunkBytes, to - position));

      const batch: Line[] = [];
      let cut = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, cut)) {
        const rest = chunk.subarray(cut, end);
        const bytes = begunBytes === 0 ? rest : Buffer.concat([...begun, rest]);
        batch.push({ bytes, offset: start, line, ended: true });
        [begun, begunBytes] = [[], 0];
        start += bytes.length + 1;
        cut = end + 1;
        line++;
      }
      if (cut < chunk.length) {
        begun.push(chunk.subarray(cut));
        begunBytes += chunk.length - cut;
        if (begunBytes > maxLineBytes) throw tooLong(file, line, maxLineBytes);
      }
      if (batch.length > 0) yield batch;
    }
    if (begunBytes > 0) yield [{ bytes: Buffer.concat(begun), offset: start, line, ended: false }];
  } catch (error) {
    throw asUnreadable(error, file);
  } finally {
    await ahead?.catch(() => undefined);
    await handle.close();
  }
}

function readChunk(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  if (length <= 0) return Promise.resolve(Buffer.alloc(0));
  const buffer = Buffer.allocUnsafeSlow(length);
  const chunk = handle.read(buffer, 0, length, position).then(({ bytesRead }) => buffer.subarray(0, bytesRead));
  // It is awaited only after the batch before it was worked on; until then its failure is nobody's surprise.
  chunk.catch(() => undefined);
  return chunk;
}

function tooLong(file: string, line: number, limit: number): CorruptFileError {
  return new CorruptFileError(`this line is longer than ${limit >> 20} MiB`, {
    place: { file, line },
    hint: "A line this long is not a record; is this the right file?",
  });
}
