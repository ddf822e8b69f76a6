import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { AssayError } from "../../errors/assay-error.ts";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { asCannotWrite } from "../cannot-write.ts";
import { syncFolder } from "../sync-folder.ts";
import type { Workspace } from "../workspace.ts";
import { identifier, openReadOnly, quoted } from "./duckdb.ts";
import { asSqlError, checkOneStatement } from "./query-index.ts";
import { refreshIndex } from "./refresh-index.ts";

export const exportFormats = ["csv", "json", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * Writes the answer of a query to a file, streaming, whole or not at all. In CSV, text that a spreadsheet would take
 * for a formula is escaped.
 */
export async function exportSql(
  workspace: Workspace,
  sql: string,
  { format, file }: { format: ExportFormat; file: string },
): Promise<{ rows: number; faults: readonly AssayError[] }> {
  const target = resolve(file);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`);
  const state = await refreshIndex(workspace);
  try {
    await claim(temporary, target);
  } catch (error) {
    await state.dispose();
    throw error;
  }
  try {
    const database = await openReadOnly(state.file, [temporary]);
    let rows: number;
    try {
      rows = await copyTo(database.connection, sql, format, temporary);
    } finally {
      database.close();
    }
    await put(temporary, target);
    return { rows, faults: state.faults };
  } finally {
    await rm(temporary, { force: true });
    await state.dispose();
  }
}

async function copyTo(connection: DuckDBConnection, sql: string, format: ExportFormat, file: string): Promise<number> {
  const query = sql.trim().replace(/;+$/, "");
  try {
    await checkOneStatement(connection, query);
    const body = format === "csv" ? await escapedForSpreadsheets(connection, query) : query;
    const options = { csv: "FORMAT csv, HEADER true", json: "FORMAT json, ARRAY true", parquet: "FORMAT parquet" }[
      format
    ];
    const result = await connection.runAndReadAll(
      `COPY (\n${body}\n) TO ${quoted(file)} (${options}, USE_TMP_FILE false)`,
    );
    return Number(result.getRowsJS()[0]?.[0] ?? 0);
  } catch (error) {
    if (error instanceof Error && /^IO Error: .*(No space|write)/i.test(error.message)) {
      throw new InvalidInputError("writing the file failed: is the disk full?", { place: { file }, cause: error });
    }
    throw asSqlError(error);
  }
}

async function escapedForSpreadsheets(connection: DuckDBConnection, query: string): Promise<string> {
  const reader = await connection.runAndReadAll(`SELECT * FROM (\n${query}\n) LIMIT 0`);
  const types = reader.columnTypes();
  const columns = reader.columnNames().map((name, index) => {
    const column = identifier(name);
    if (String(types[index]) !== "VARCHAR") return column;
    return `CASE WHEN regexp_matches(${column}, '^[=+@\\t\\r-]') THEN '''' || ${column} ELSE ${column} END AS ${column}`;
  });
  return `SELECT ${columns.join(", ")} FROM (\n${query}\n)`;
}

/** Learns early, and in our own words, that the file cannot be written. */
async function claim(temporary: string, target: string): Promise<void> {
  try {
    await (await open(temporary, "wx", 0o644)).close();
  } catch (error) {
    throw asCannotWrite(error, target);
  }
}

async function put(temporary: string, target: string): Promise<void> {
  try {
    const handle = await open(temporary, "r+");
    await handle.sync().finally(() => handle.close());
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (error) {
    throw asCannotWrite(error, target);
  }
}
