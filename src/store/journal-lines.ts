import { CorruptFileError } from "../errors/storage-errors.ts";
import { parseJson } from "../schema/parse-json.ts";
import { type Line, type ReadLinesOptions, readLineBatches } from "./read-lines.ts";

const openBrace = 0x7b;
const closeBrace = 0x7d;

/** A complete line of a journal. */
export interface JournalLine {
  bytes: Buffer;
  offset: number;
  line: number;
}

/** Bytes after the last complete record: what was being written when the writer died. */
export interface TornTail {
  line: number;
  offset: number;
  bytes: Buffer;
}

export interface ReadJournalOptions extends ReadLinesOptions {
  /** Told once, at the end, when the file ends in a torn line; that line is not among the records. */
  onTorn?: (tail: TornTail) => void;
}

/**
 * The records of an append-only JSONL file, in order, in batches. A torn last line is left out and told to `onTorn`; a
 * line in the middle that cannot be a JSON object is a CorruptFileError with its number. Whether the inside of a line
 * is JSON shows when it is parsed: see parseJournalLine.
 */
export async function* readJournalBatches(
  file: string,
  { onTorn, ...options }: ReadJournalOptions = {},
): AsyncGenerator<JournalLine[]> {
  // The last line is known to be the last only when nothing follows, so one line is always held back.
  let held: Line | undefined;
  for await (const batch of readLineBatches(file, options)) {
    if (held !== undefined) batch.unshift(held);
    held = batch.pop();
    for (const line of batch) if (!looksLikeObject(line.bytes)) throw notARecord(file, line);
    if (batch.length > 0) yield batch;
  }
  if (held === undefined) return;
  if (isWholeRecord(held)) yield [held];
  else onTorn?.({ line: held.line, offset: held.offset, bytes: held.bytes });
}

/** The same, a line at a time. Batches are faster for a million rows. */
export async function* readJournalLines(file: string, options?: ReadJournalOptions): AsyncGenerator<JournalLine> {
  for await (const batch of readJournalBatches(file, options)) yield* batch;
}

/** The value of a line; a broken one is a CorruptFileError with file, line and column. */
export function parseJournalLine(file: string, line: JournalLine): unknown {
  const text = line.bytes.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return asCorrupt(() => parseJson(text, { file, line: line.line }));
  }
}

/** A line is whole when it is a JSON object, with or without its line feed: no object is the beginning of another. */
export function isWholeRecord(line: Line): boolean {
  if (!looksLikeObject(line.bytes)) return false;
  try {
    JSON.parse(line.bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

function looksLikeObject(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes[0] === openBrace && bytes[bytes.length - 1] === closeBrace;
}

/** For readers to whom a torn last line is a fault: of files that nobody is writing any more. */
export function refuseTorn(file: string): (tail: TornTail) => never {
  return ({ line }) => {
    throw new CorruptFileError("the last line is cut short, or not a JSON object", {
      place: { file, line },
      hint: "Restore the file, or make it again. Nothing was changed.",
    });
  };
}

function notARecord(file: string, { bytes, line }: Line): CorruptFileError {
  const what = bytes.length === 0 ? "is empty" : bytes.includes(0) ? "holds zero bytes" : "is not a JSON object";
  return new CorruptFileError(`this line ${what}, and records follow it`, {
    place: { file, line },
    hint: "Nothing was changed. Restore the file, or move this line to another file and run again.",
  });
}

function asCorrupt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    const { message, place, hint } = error as CorruptFileError;
    throw new CorruptFileError(message, {
      place,
      cause: error,
      hint: hint ?? "Nothing was changed. Restore the file, or move this line to another file and run again.",
    });
  }
}
