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
 * Makes JSONL files the temporary table `name`: the columns, and before them `file` (its place in `files`, from 0) and
 * `line`. The engine reads them, which is fast. When it refuses a single file, that is read again here: either a line is
 * broken, and the error names it, or it was the engine's own strictness (half a surrogate pair in a text), and the rows
 * go in the slow way. When it refuses one of several, its error is passed on, for the caller to try one by one.
 */
export async function readJsonlTable(
  connection: DuckDBConnection,
  name: string,
  files: readonly string[],
  columns: JsonlColumns,
): Promise<void> {
  await connection.run(`DROP TABLE IF EXISTS ${name}`);
  const [file] = files;
  if (file === undefined) throw new Error("no files to read");
  if (files.length > 1) {
    await connection.run(`CREATE TEMP TABLE ${name} AS ${selectFromMany(files, columns)}`);
    return;
  }
  try {
    await connection.run(`CREATE TEMP TABLE ${name} AS ${selectFromOne(file, columns)}`);
  } catch {
    const mended = await mendedCopy(file, columns);
    try {
      await connection.run(`CREATE TEMP TABLE ${name} AS ${selectFromOne(mended, columns)}`);
    } finally {
      await rm(mended, { force: true });
    }
  }
}

function selectFromOne(file: string, columns: JsonlColumns): string {
  return `SELECT 0 AS file, row_number() OVER () AS line, * FROM ${reader([file], columns)}`;
}

function selectFromMany(files: readonly string[], columns: JsonlColumns): string {
  const order = files.map((file, index) => `(${index}, ${quoted(file)})`).join(", ");
  return `SELECT f.file, n - min(n) OVER (PARTITION BY r.filename) + 1 AS line, r.* EXCLUDE (n, filename)
    FROM (SELECT row_number() OVER () AS n, * FROM ${reader(files, columns)}) r
    JOIN (VALUES ${order}) f(file, filename) USING (filename)`;
}

function reader(files: readonly string[], columns: JsonlColumns): string {
  // In these names [, * and ? would be patterns.
  const names = files.map((file) => quoted(file.replace(/[[*?]/g, "[$&]")));
  const types = Object.entries(columns).map(([key, type]) => `${quoted(key)}: ${quoted(type)}`);
  return `read_json([${names.join(", ")}], format = 'newline_delimited', columns = {${types.join(", ")}},
    filename = ${files.length > 1}, maximum_object_size = 268435456)`;
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

function checked(value: unknown, type: JsonlColumns[string], file: string, { line }: JournalLine, key: string) {
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
