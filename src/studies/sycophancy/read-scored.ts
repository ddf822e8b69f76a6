import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";
import { fromDisk } from "../../schema/codec.ts";
import { parseJson } from "../../schema/parse-json.ts";
import { isOlderLine, type OlderLine, readOlderLine, upgradeOlderLines } from "../../schema/run/older-rows.ts";
import { type ScoredRow, scoredRow } from "../../schema/run/scored-row.ts";

export interface ReadOptions {
  /** Leave out conversations and the judges' raw replies, which a summary does not need: half of the memory. Default false. */
  slim?: boolean;
}

/**
 * All rows of a `run_scored.jsonl`, in file order. Older files (numeric run id, no triplets, no outcome) are brought to
 * today's shape. A line that cannot be read, a stance outside [−1, 1], and the same (run, model, prompt, repeat) twice
 * are errors with file and line.
 */
export async function readScoredRows(file: string, options: ReadOptions = {}): Promise<ScoredRow[]> {
  const read: { line: number; row: ScoredRow | null }[] = [];
  const older: OlderLine[] = [];
  for await (const { text, line } of linesOf(file)) {
    const place = { file, line };
    const value = parseJson(text, place);
    requireScoredRow(value, place);
    if (isOlderLine(value)) older.push(readOlderLine(value, place));
    const row = isOlderLine(value) ? null : fromDisk(scoredRow, value, place);
    if (options.slim === true) slimDown(row ?? older.at(-1)!.row);
    read.push({ line, row });
  }
  const upgraded = upgradeOlderLines(older).values();
  const rows = read.map(({ line, row }) => ({ line, row: row ?? upgraded.next().value! }));
  checkRows(rows, file);
  return rows.map(({ row }) => row);
}

/** A file of another kind is told as such, in one sentence and not key by key. */
function requireScoredRow(value: unknown, place: { file: string; line: number }): void {
  const row = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  if (!("model_id" in row && "prompt_id" in row)) {
    throw new InvalidInputError("this is no scored run: the line names no model_id and no prompt_id", {
      place,
      hint: "Give a run_scored.jsonl, or a run as assay ls shows it.",
    });
  }
  if (!("score" in row)) {
    throw new InvalidInputError("these answers have not been scored yet: the line has no score", {
      place,
      hint: "Score the run (assay eval score RUN) and give its run_scored.jsonl.",
    });
  }
}

/** The fields that make up most of a row's weight. Older rows have no readings. */
function slimDown(row: Pick<ScoredRow, "messages" | "evalRawResponse"> & Partial<Pick<ScoredRow, "judges">>): void {
  row.messages = null;
  row.evalRawResponse = null;
  for (const judgement of row.judges ?? []) judgement.raw = null;
}

async function* linesOf(file: string): AsyncGenerator<{ text: string; line: number }> {
  const input = createReadStream(file, "utf8");
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line++;
      if (text.trim() !== "") yield { text, line };
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new MissingFileError(`there is no file ${file}`, {
      place: { file },
      hint: "Score a run first (assay eval score RUN), or give the path of its run_scored.jsonl.",
      cause,
    });
  } finally {
    input.destroy();
  }
}

function checkRows(rows: readonly { line: number; row: ScoredRow }[], file: string): void {
  const seen = new Map<string, number>();
  for (const { line, row } of rows) {
    if (row.role !== null && row.score !== null && Math.abs(row.score) > 1) {
      throw new InvalidInputError(`a stance of ${row.score} lies outside [-1, 1]`, {
        place: { file, line, path: "score" },
        hint: "Out-of-range judgements are kept as unparsed, with score null; score this run again.",
      });
    }
    const key = JSON.stringify([row.runId, row.modelId, row.promptId, row.repeat]);
    const first = seen.get(key);
    if (first !== undefined) {
      throw new InvalidInputError(
        `model ${row.modelId}, prompt ${row.promptId}, repeat ${row.repeat} stands on line ${first} and again here`,
        { place: { file, line }, hint: "Keep one of the two lines." },
      );
    }
    seen.set(key, line);
  }
}
