import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { AssayError } from "../../errors/assay-error.ts";
import { asCannotWrite } from "../cannot-write.ts";
import { withLock } from "../run-lock.ts";
import { places, type Workspace } from "../workspace.ts";
import { type Database, openDatabase, openReadOnly } from "./duckdb.ts";
import { unnested } from "./incoming-units.ts";
import { createIndexSql, indexVersion, unitTables } from "./index-schema.ts";
import { itemsLayout, loadItems } from "./load-items.ts";
import { loadCollection, loadNames, loadRunResults } from "./load-results.ts";
import { loadEvents, loadRuns } from "./load-run.ts";
import { listUnits, type Unit } from "./units.ts";

/** Files read by one statement. */
const batchSize = 128;

export interface IndexState {
  /** The index file, ready to be opened for reading. */
  file: string;
  /** Parts that were read anew. */
  updated: number;
  /** Parts that could not be read, each with file and place. Their rows are not in the index; they are tried again next time. */
  faults: readonly AssayError[];
  /** Removes the file when it was made for this one use, because the workspace cannot be written to. */
  dispose(): Promise<void>;
}

/**
 * Brings the index up to date with the files. It is worked on in a copy and renamed into place, so that readers are
 * never disturbed and a killed process leaves the old one. An index that is missing, foreign or broken is made anew:
 * everything in it comes from the files.
 */
export async function refreshIndex(workspace: Workspace, { now = new Date() } = {}): Promise<IndexState> {
  const file = places.index(workspace);
  // The engine takes a "?" in the path of a database for the beginning of options.
  if (file.includes("?")) return rebuildElsewhere(workspace);
  try {
    const upToDate = await changesSince(file, await listUnits(workspace));
    if (upToDate?.changed.length === 0 && upToDate.gone.length === 0) return ready(file, 0, []);
    return await withLock(`${file}.lock`, { now, waitMs: 120_000 }, () => rebuildInPlace(workspace, file));
  } catch (error) {
    const fault = asCannotWrite(error, file);
    if (!(fault instanceof AssayError) || fault.code !== "cannot-write") throw fault;
    return rebuildElsewhere(workspace);
  }
}

async function rebuildInPlace(workspace: Workspace, file: string): Promise<IndexState> {
  await removeLeftovers(file);
  const copy = `${file}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  try {
    const units = await listUnits(workspace);
    const changes = await changesSince(file, units);
    if (changes !== null) await copyFile(file, copy, constants.COPYFILE_FICLONE);
    const faults = await applyChanges(workspace, copy, changes ?? { changed: units, gone: [] });
    await rename(copy, file);
    return ready(file, (changes?.changed ?? units).length - faults.length, faults);
  } finally {
    await rm(copy, { force: true });
    await rm(`${copy}.wal`, { force: true });
  }
}

/** For a workspace that can be read and not written: an index of its own, gone after use. */
async function rebuildElsewhere(workspace: Workspace): Promise<IndexState> {
  const folder = await mkdtemp(join(tmpdir(), "assay-index-"));
  const file = join(folder, "index.duckdb");
  const units = await listUnits(workspace);
  const faults = await applyChanges(workspace, file, { changed: units, gone: [] });
  const state = ready(file, units.length - faults.length, faults);
  return { ...state, dispose: () => rm(folder, { recursive: true, force: true }) };
}

function ready(file: string, updated: number, faults: readonly AssayError[]): IndexState {
  return { file, updated, faults, dispose: async () => undefined };
}

interface Changes {
  changed: readonly Unit[];
  gone: readonly string[];
}

/** What the index does not know yet; null when there is no index that could be used. */
async function changesSince(file: string, units: readonly Unit[]): Promise<Changes | null> {
  if (!(await stat(file).catch(() => null))) return null;
  let database: Database | undefined;
  try {
    database = await openReadOnly(file);
    const version = await database.connection.runAndReadAll("SELECT version FROM index_version");
    if (version.getRowsJS()[0]?.[0] !== indexVersion) return null;
    const rows = (await database.connection.runAndReadAll("SELECT unit_id, signature FROM units")).getRowsJS();
    const known = new Map(rows as [string, string][]);
    const changed = units.filter(({ id, signature }) => known.get(id) !== signature);
    for (const { id } of units) known.delete(id);
    return { changed, gone: [...known.keys()] };
  } catch {
    return null;
  } finally {
    database?.close();
  }
}

/** Works on a copy that nobody else sees, so that what a fault leaves half-done only has to be forgotten again. */
async function applyChanges(workspace: Workspace, file: string, { changed, gone }: Changes): Promise<AssayError[]> {
  const isNew = !(await stat(file).catch(() => null));
  const faults: AssayError[] = [];
  const database = await openDatabase(file);
  try {
    const { connection } = database;
    if (isNew) for (const statement of createIndexSql()) await connection.run(statement);
    if (gone.length > 0) await forget(connection, gone);
    for (const batch of batches(changed)) {
      if (batch.length > 1 && (await loadTogether(workspace, connection, batch, isNew))) continue;
      for (const unit of batch) {
        const fault = await loadAlone(workspace, connection, unit, isNew);
        if (fault !== null) faults.push(fault);
      }
    }
    for (const table of ["incoming", "incoming_answers", "incoming_lines", "incoming_units"]) {
      await connection.run(`DROP TABLE IF EXISTS ${table}`);
    }
    await connection.run("CHECKPOINT");
    return faults;
  } finally {
    database.close();
  }
}

/** Units that one statement can read together: of one kind and layout, in their order. */
function batches(units: readonly Unit[]): Unit[][] {
  const groups = Map.groupBy(units, (unit) => (unit.kind === "items" ? `items ${itemsLayout(unit)}` : unit.kind));
  return [...groups.values()].flatMap((group) => {
    const size = ["run", "items", "results"].includes(group[0]!.kind) ? batchSize : 1;
    return Array.from({ length: Math.ceil(group.length / size) }, (_, n) => group.slice(n * size, (n + 1) * size));
  });
}

/** Many times faster than one by one. False, and nothing done, when one of them has a fault. */
async function loadTogether(
  workspace: Workspace,
  connection: DuckDBConnection,
  units: readonly Unit[],
  isNew: boolean,
) {
  await connection.run("BEGIN");
  try {
    await load(workspace, connection, units, isNew);
    await connection.run("COMMIT");
    return true;
  } catch {
    await connection.run("ROLLBACK");
    return false;
  }
}

async function loadAlone(workspace: Workspace, connection: DuckDBConnection, unit: Unit, isNew: boolean) {
  try {
    await load(workspace, connection, [unit], isNew);
    return null;
  } catch (error) {
    if (!(error instanceof AssayError) || error.code === "cannot-write") throw error;
    await forget(connection, [unit.id]);
    return error;
  }
}

/** Units of one kind and layout; of the larger kinds always one. */
async function load(workspace: Workspace, connection: DuckDBConnection, units: readonly Unit[], isNew: boolean) {
  const [unit] = units;
  if (unit === undefined) return;
  if (!isNew) {
    await forget(
      connection,
      units.map(({ id }) => id),
    );
  }
  await loadRows(workspace, connection, unit, units);
  const rows = units.map(({ id, signature }) => ({ unit_id: id, signature }));
  await connection.run(`INSERT INTO units SELECT ${unnested('{"unit_id": "VARCHAR", "signature": "VARCHAR"}')}`, {
    rows: JSON.stringify(rows),
  });
}

function loadRows(
  workspace: Workspace,
  connection: DuckDBConnection,
  unit: Unit,
  units: readonly Unit[],
): Promise<void> {
  switch (unit.kind) {
    case "run":
      return loadRuns(connection, units);
    case "items":
      return loadItems(connection, units);
    case "results":
      return loadRunResults(connection, units);
    case "collection":
      return loadCollection(connection, unit, workspace);
    case "events":
      return loadEvents(connection, unit, workspace);
    case "names":
      return loadNames(connection, unit, workspace);
  }
}

async function forget(connection: DuckDBConnection, units: readonly string[]): Promise<void> {
  for (const table of [...unitTables, "units"]) {
    await connection.run(
      `DELETE FROM ${table} WHERE unit_id IN (SELECT unnest(from_json($units::JSON, '["VARCHAR"]')))`,
      {
        units: JSON.stringify(units),
      },
    );
  }
}

/** Copies of refreshes that were killed. Only the holder of the lock gets here, so none of them is in use. */
async function removeLeftovers(file: string): Promise<void> {
  const folder = join(file, "..");
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${basename(file)}.`) && /\.tmp(\.wal)?$/.test(name))
      await rm(join(folder, name), { force: true });
  }
}
