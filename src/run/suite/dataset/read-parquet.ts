import { createReadStream } from "node:fs";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { parseJson } from "../../../schema/parse-json.ts";
import { openDatabase, quoted } from "../../../store/index/duckdb.ts";
import { asUnreadable } from "../../../store/unreadable.ts";
import type { CaseRecord, ReadOptions } from "./case-record.ts";
import { missingColumn } from "./read-jsonl.ts";

/** Rows of a Parquet file, streamed. A file has no lines: `line` is the row's number. Columns are those of the file. */
export async function* readParquet(
  file: string,
  { onBytes, required, optional }: ReadOptions,
): AsyncGenerator<CaseRecord> {
  await passBytes(file, onBytes);
  const database = await openDatabase(":memory:");
  try {
    const { connection } = database;
    const source = `read_parquet(${quoted(file)})`;
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
    const present = described.getRows().map(([name]) => String(name));
    for (const name of [...required, ...optional]) {
      if (!present.includes(name)) throw missingColumn(name, present, { file, line: 1 });
    }
    const rows = await connection.stream(`SELECT CAST(to_json(one) AS VARCHAR) FROM ${source} AS one`);
    let row = 0;
    for await (const batch of rows.yieldRows()) {
      for (const [text] of batch) {
        row++;
        yield { row, line: row, columns: parseJson(String(text), { file, line: row }) as Record<string, unknown> };
      }
    }
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    throw new InvalidInputError("this is no Parquet file that can be read to its end", {
      place: { file },
      cause: error,
      hint: "Was it cut short? Fetch or write it again, and compare its sha256.",
    });
  } finally {
    database.close();
  }
}

/** The file's own bytes, for its hash. Also says in our words when it is not there. */
async function passBytes(file: string, onBytes: ReadOptions["onBytes"]): Promise<void> {
  try {
    for await (const chunk of createReadStream(file, onBytes === undefined ? { end: 0 } : {}))
      onBytes?.(chunk as Buffer);
  } catch (error) {
    throw asUnreadable(error, file);
  }
}
