import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { formatJsonPath } from "../../schema/json-path.ts";
import { type JournalLine, parseJournalLine, readJournalBatches, refuseTorn } from "../journal-lines.ts";
import { quoted } from "./duckdb.ts";

/** Columns taken from a JSONL file, by key on disk, with their SQL types. Other keys are not looked at. */
export type JsonlColumns = Readonly<Record<string, "VARCHAR" | "BIGINT" | "DOUBLE" | "BOOLEAN" | "JSON" | "VARCHAR[]">>;

/**
 * Makes a JSONL file the temporary table `name` with its columns and `line`. The engine reads it, which is fast. What
 * the engine refuses is read again here: either a line is broken, and the error names it, or it was the engine's own
 * strictness (half a surrogate pair in a text), and the rows go in the slow way.
 */
export async function readJsonlTable(
  connection: DuckDBConnection,
  name: string,
  file: string,
  columns: JsonlColumns,
): Promise<void> {
  await connection.run(`DROP TABLE IF EXISTS ${name}`);
  try {
    await connection.run(`CREATE TEMP TABLE ${name} AS ${selectFrom(file, columns)}`);
  } catch {
    const mended = await mendedCopy(file, columns);
    try {
      await connection.run(`CREATE TEMP TABLE ${name} AS ${selectFrom(mended, columns)}`);
    } finally {
      await rm(mended, { force: true });
    }
  }
}

function selectFrom(file: string, columns: JsonlColumns): string {
  const list = Object.entries(columns).map(([key, type]) => `${quoted(key)}: ${quoted(type)}`);
  return `SELECT row_number() OVER () AS line, * FROM read_json(${quoted(file)}, format = 'newline_delimited',
    columns = {${list.join(", ")}}, maximum_object_size = 268435456)`;
}

/** The needed columns of every line, checked and well-formed, in a temporary file. */
async function mendedCopy(file: string, columns: JsonlColumns): Promise<string> {
  const copy = join(tmpdir(), `assay-index-${process.pid}-${randomBytes(4).toString("hex")}.jsonl`);
  try {
    await writeFile(copy, mendedLines(file, columns), { flag: "wx", mode: 0o600 });
    return copy;
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
}

async function* mendedLines(file: string, columns: JsonlColumns): AsyncGenerator<string> {
  for await (const batch of readJournalBatches(file, { onTorn: refuseTorn(file) })) {
    let text = "";
    for (const line of batch) {
      const row = parseJournalLine(file, line) as Record<string, unknown>;
      const kept = Object.entries(columns).map(([key, type]) => [
        key,
        checked(row[key] ?? null, type, file, line, key),
      ]);
      text += `${JSON.stringify(Object.fromEntries(kept), wellFormed)}\n`;
    }
    yield text;
  }
}

function checked(
  value: unknown,
  type: JsonlColumns[string],
  file: string,
  { line }: JournalLine,
  key: string,
): unknown {
  const fits =
    value === null ||
    type === "JSON" ||
    type === "VARCHAR" ||
    (type === "BOOLEAN" && typeof value === "boolean") ||
    (type === "VARCHAR[]" && Array.isArray(value)) ||
    ((type === "DOUBLE" || type === "BIGINT") && typeof value === "number");
  if (fits) return value;
  const wanted = type === "BOOLEAN" ? "true or false" : type === "VARCHAR[]" ? "a list" : "a number";
  throw new InvalidInputError(`expected ${wanted}, got ${typeof value === "string" ? "text" : typeof value}`, {
    place: { file, line, path: formatJsonPath([key]) },
    hint: "Restore the file, or make it again. Nothing was changed.",
  });
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;
}
