import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";

/** A recorded row as it stands in a run.jsonl or run_scored.jsonl, of this or an older version. */
export type RecordedRow = Readonly<Record<string, unknown>>;

export interface RecordedRows {
  /** sha256 of the file, so that cells are keyed by what is replayed and not by where it lies. */
  readonly sha256: string;
  /** The recorded answer or judgement for this key, or null. */
  byPrompt(promptId: string, modelId: string, repeat: number): RecordedRow | null;
  byMessages(messages: unknown, modelId: string, repeat: number): RecordedRow | null;
  close(): void;
}

const chunkBytes = 1 << 20;

/** Indexes a recorded run by key; keeps offsets only and reads a row when it is asked for. First row of a key wins. */
export function openRecordedRows(file: string): RecordedRows {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (cause) {
    throw new MissingFileError(`cannot open the recorded run ${file}`, {
      hint: 'Give "file" the path of a run.jsonl or run_scored.jsonl.',
      place: { file },
      cause,
    });
  }
  const digest = createHash("sha256");
  const places = new Map<string, { offset: number; length: number }>();
  const remember = (key: string, offset: number, length: number) => {
    if (!places.has(key)) places.set(key, { offset, length });
  };
  try {
    forEachLine(descriptor, (bytes, offset, line) => {
      digest.update(bytes).update("\n");
      const row = parseRow(bytes.toString("utf8"), file, line);
      const repeat = typeof row["repeat"] === "number" ? row["repeat"] : 0;
      remember(promptKey(String(row["prompt_id"]), String(row["model_id"]), repeat), offset, bytes.length);
      if (row["messages"])
        remember(messagesKey(row["messages"], String(row["model_id"]), repeat), offset, bytes.length);
    });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  const read = (key: string): RecordedRow | null => {
    const place = places.get(key);
    if (!place) return null;
    const bytes = Buffer.allocUnsafe(place.length);
    readSync(descriptor, bytes, 0, place.length, place.offset);
    return parseRow(bytes.toString("utf8"), file, 0);
  };
  return {
    sha256: digest.digest("hex"),
    byPrompt: (promptId, modelId, repeat) => read(promptKey(promptId, modelId, repeat)),
    byMessages: (messages, modelId, repeat) => read(messagesKey(messages, modelId, repeat)),
    close: () => closeSync(descriptor),
  };
}

function parseRow(text: string, file: string, line: number): RecordedRow {
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row === "object" && row !== null && "prompt_id" in row && "model_id" in row) return row as RecordedRow;
  } catch (cause) {
    throw new InvalidInputError("this line is not JSON", {
      place: { file, line },
      hint: "Mend or remove the line.",
      cause,
    });
  }
  throw new InvalidInputError("this line is no recorded answer: it has no prompt_id and model_id", {
    place: { file, line },
    hint: 'Give "file" the path of a run.jsonl or run_scored.jsonl.',
  });
}

function promptKey(promptId: string, modelId: string, repeat: number): string {
  return `${promptId}\u0000${modelId}\u0000${repeat}`;
}

function messagesKey(messages: unknown, modelId: string, repeat: number): string {
  return `#${createHash("sha256").update(JSON.stringify(messages)).digest("hex")}\u0000${modelId}\u0000${repeat}`;
}

function forEachLine(descriptor: number, visit: (bytes: Buffer, offset: number, line: number) => void): void {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let carry: Buffer = Buffer.alloc(0);
  let position = 0;
  let line = 0;
  for (;;) {
    const got = readSync(descriptor, chunk, 0, chunkBytes, position);
    if (got === 0) break;
    const block = Buffer.concat([carry, chunk.subarray(0, got)]);
    const start = position - carry.length;
    position += got;
    let from = 0;
    for (let end = block.indexOf(10); end >= 0; end = block.indexOf(10, from)) {
      line++;
      if (end > from) visit(block.subarray(from, end), start + from, line);
      from = end + 1;
    }
    carry = Buffer.from(block.subarray(from));
  }
  if (carry.length > 0) visit(carry, position - carry.length, line + 1);
}

/** The models and judges a recorded run names, in order of first appearance. */
export function readRecordedModels(file: string): { models: string[]; judges: string[] } {
  const models = new Set<string>();
  const judges = new Set<string>();
  const descriptor = openSync(file, "r");
  try {
    forEachLine(descriptor, (bytes, _offset, line) => {
      const row = parseRow(bytes.toString("utf8"), file, line);
      models.add(String(row["model_id"]));
      if (typeof row["scorer_model"] === "string" && row["scorer_model"] !== "") judges.add(row["scorer_model"]);
    });
  } finally {
    closeSync(descriptor);
  }
  return { models: [...models], judges: [...judges] };
}
