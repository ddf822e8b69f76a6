import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

export interface Database {
  connection: DuckDBConnection;
  close(): void;
}

/** No extension is fetched or loaded behind the user's back: the network is used only when asked. */
const settings = { autoinstall_known_extensions: "false", autoload_known_extensions: "false" };

/** Opens a database file (or `:memory:`) for writing. The engine is loaded here, when it is first needed. */
export async function openDatabase(file: string): Promise<Database> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  return connect(await DuckDBInstance.create(file, settings));
}

/**
 * Opens a database file for questions of the user: nothing in it can be changed, no other file can be read, and only
 * `writable` files can be written, by COPY.
 */
export async function openReadOnly(file: string, writable: readonly string[] = []): Promise<Database> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const database = await connect(await DuckDBInstance.create(file, { ...settings, access_mode: "READ_ONLY" }));
  try {
    await database.connection.run(`SET allowed_paths = [${writable.map(quoted).join(", ")}]`);
    await database.connection.run("SET enable_external_access = false");
    await database.connection.run("SET lock_configuration = true");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A text as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function connect(instance: DuckDBInstance): Promise<Database> {
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
