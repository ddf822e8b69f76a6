import type { DuckDBConnection, DuckDBResultReader, DuckDBValue } from "@duckdb/node-api";
import type { AssayError } from "../../errors/assay-error.ts";
import { InvalidInputError } from "../../errors/input-errors.ts";
import type { Workspace } from "../workspace.ts";
import { openReadOnly } from "./duckdb.ts";
import { refreshIndex } from "./refresh-index.ts";

export type SqlParameters = Record<string, string | number | boolean | null>;

export interface QueryColumn {
  name: string;
  /** SQL type, for example DOUBLE, VARCHAR[] or JSON. */
  type: string;
}

export interface QueryResult {
  columns: QueryColumn[];
  /** JSON values: times as ISO text, JSON columns parsed, whole numbers beyond 2⁵³ and decimals as text. */
  rows: unknown[][];
}

/** An index that was brought up to date and is open for questions. Close it. */
export interface OpenIndex {
  /** Files that could not be indexed; answers are without them. */
  readonly faults: readonly AssayError[];
  query(sql: string, options?: { parameters?: SqlParameters; signal?: AbortSignal }): Promise<QueryResult>;
  close(): Promise<void>;
}

/**
 * Brings the index up to date and opens it read-only: SQL can neither change it nor reach other files. The views are
 * runs, items, results, collections and events; see index-schema.ts for their columns.
 */
export async function openIndex(workspace: Workspace): Promise<OpenIndex> {
  const state = await refreshIndex(workspace);
  const database = await openReadOnly(state.file);
  return {
    faults: state.faults,
    query: (sql, options = {}) => runQuery(database.connection, sql, options),
    async close() {
      database.close();
      await state.dispose();
    },
  };
}

/** One question to the index. Faults of indexing come with the answer. */
export async function querySql(
  workspace: Workspace,
  sql: string,
  options: { parameters?: SqlParameters; signal?: AbortSignal } = {},
): Promise<QueryResult & { faults: readonly AssayError[] }> {
  const index = await openIndex(workspace);
  try {
    return { ...(await index.query(sql, options)), faults: index.faults };
  } finally {
    await index.close();
  }
}

/** What DuckDB says about a user's SQL, as an error of ours. */
export function asSqlError(error: unknown): InvalidInputError {
  const message = error instanceof Error ? error.message : String(error);
  const [first = "", ...rest] = message.split("\n").filter((line) => line.trim() !== "");
  const candidates = rest.find((line) => /^Candidate|^Did you mean/.test(line));
  return new InvalidInputError(first.replace(/^\w+( \w+)? Error: /, "SQL: "), {
    hint: candidates ?? "Tables: runs, items, results, collections, events. Their columns: assay sql --tables",
    cause: error,
  });
}

export async function checkOneStatement(connection: DuckDBConnection, sql: string): Promise<void> {
  const count = sql.trim() === "" ? 0 : (await connection.extractStatements(sql)).count;
  if (count !== 1) throw new Error(`SQL Error: ${count === 0 ? "there is no statement" : "one statement at a time"}`);
}

async function runQuery(
  connection: DuckDBConnection,
  sql: string,
  { parameters, signal }: { parameters?: SqlParameters; signal?: AbortSignal },
): Promise<QueryResult> {
  signal?.throwIfAborted();
  const stop = () => connection.interrupt();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await checkOneStatement(connection, sql);
    return await readResult(await connection.runAndReadAll(sql, parameters as Record<string, DuckDBValue> | undefined));
  } catch (error) {
    signal?.throwIfAborted();
    throw asSqlError(error);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function readResult(reader: DuckDBResultReader): Promise<QueryResult> {
  const { sqlValue } = await import("./sql-value.ts");
  const types = reader.columnTypes().map((type) => type.alias ?? String(type));
  const columns = reader.deduplicatedColumnNames().map((name, index) => ({ name, type: types[index]! }));
  const rows = reader.getRows().map((row) => row.map((value, index) => sqlValue(value, types[index]!)));
  return { columns, rows };
}
