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
import { promptHash } from "./prompt-identity.ts";

const flushCharacters = 1 << 20;

/**
 * Writes a grid, one prompt a line, as the prompts come. Readers see the whole file or none of it: it grows under
 * another name and is renamed at the end. Returns the number of prompts. On failure nothing is left behind.
 */
export async function writeGrid(file: string, rows: AsyncIterable<PromptRow> | Iterable<PromptRow>): Promise<number> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o644);
    let count = 0;
    try {
      let text = "";
      let writing: Promise<unknown> = Promise.resolve();
      for await (const row of rows) {
        text += `${JSON.stringify(promptOnDisk(row))}\n`;
        count++;
        if (text.length >= flushCharacters) {
          await writing;
          writing = handle.writeFile(text);
          // Awaited at the next flush; until then its failure is nobody's surprise.
          writing.catch(() => undefined);
          text = "";
        }
      }
      await writing;
      await handle.writeFile(text);
      await handle.sync();
    } finally {
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

/** What toDisk does, for the one record that is written by the million: only its own keys have a spelling on disk. */
function promptOnDisk(row: PromptRow): Record<string, unknown> {
  const spelled: Record<string, unknown> = {};
  for (const [name, key] of keysOnDisk) spelled[key] = row[name as keyof PromptRow];
  return spelled;
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
