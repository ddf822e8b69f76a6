import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { fromDisk } from "../../schema/codec.ts";
import { diskKey } from "../../schema/disk-key.ts";
import { parseJson } from "../../schema/parse-json.ts";
import { type PromptRow, promptRow } from "../../schema/run/prompt-row.ts";
import { asCannotWrite } from "../../store/cannot-write.ts";
import { readLineBatches } from "../../store/read-lines.ts";
import { contentTexts, promptHash } from "./prompt-identity.ts";

const flushCharacters = 1 << 18;

/**
 * Writes a grid, one prompt a line, as the prompts come. Readers see the whole file or none of it: it grows under
 * another name and is renamed at the end. Returns the number of prompts. On failure nothing is left behind.
 */
export async function writeGrid(file: string, rows: AsyncIterable<PromptRow> | Iterable<PromptRow>): Promise<number> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o644);
    let count = 0;
    let writing: Promise<unknown> = Promise.resolve();
    try {
      let text = "";
      for await (const row of rows) {
        text += promptLine(row);
        count++;
        if (text.length < flushCharacters) continue;
        await writing;
        writing = handle.writeFile(text);
        // Awaited before the next one; until then its failure is nobody's surprise.
        writing.catch(() => undefined);
        text = "";
      }
      await writing;
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await writing.catch(() => undefined);
      await handle.close();
    }
    await rename(temporary, file);
    return count;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asCannotWrite(error, file);
  }
}

const keysOnDisk = Object.entries(promptRow.shape).map(([name, schema]) => [name, diskKey(name, schema)] as const);
const atMessages = keysOnDisk.findIndex(([name]) => name === "messages");

/** What toDisk and JSON.stringify do, for the one record that is written by the million: see contentTexts. */
function promptLine(row: PromptRow): string {
  const contents = contentTexts(row.messages);
  let messages = "";
  for (let i = 0; i < contents.length; i++) {
    messages += `${i === 0 ? "" : ","}{"role":"${row.messages[i]!.role}","content":${contents[i]}}`;
  }
  const before = JSON.stringify(spelled(row, 0, atMessages)).slice(0, -1);
  const after = JSON.stringify(spelled(row, atMessages + 1, keysOnDisk.length)).slice(1);
  return `${before},"messages":[${messages}],${after}\n`;
}

function spelled(row: PromptRow, from: number, to: number): Record<string, unknown> {
  const part: Record<string, unknown> = {};
  for (let i = from; i < to; i++) part[keysOnDisk[i]![1]] = row[keysOnDisk[i]![0] as keyof PromptRow];
  return part;
}

/**
 * Reads a grid, one prompt at a time. A line that is no prompt, or whose messages are not those its content hash was
 * made of, names file and line.
 */
export async function* readGrid(file: string): AsyncGenerator<PromptRow> {
  for await (const batch of readLineBatches(file)) {
    for (const { bytes, line } of batch) {
      const text = bytes.toString("utf8");
      if (text.trim() === "") continue;
      const place = { file, line };
      const row = fromDisk(promptRow, parseJson(text, place), place);
      checkHash(row, place);
      yield row;
    }
  }
}

function checkHash(row: PromptRow, place: { file: string; line: number }): void {
  const turns = row.metadata["turns"];
  if (promptHash({ ...row, turns: Array.isArray(turns) ? (turns as string[]) : null }) === row.contentHash) return;
  throw new InvalidInputError("content_hash is not that of these messages", {
    place: { ...place, path: "content_hash" },
    hint: "The line was changed by hand. Change the suite and build the grid again: assay eval build",
  });
}
