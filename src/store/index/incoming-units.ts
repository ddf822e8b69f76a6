import type { DuckDBConnection } from "@duckdb/node-api";
import type { Unit } from "./units.ts";

/** The temporary table `incoming_units` (file, unit_id, owner): whose rows the files of a batch are, by their place. */
export async function setIncomingUnits(connection: DuckDBConnection, units: readonly Unit[]): Promise<void> {
  const rows = units.map(({ id, owner }, file) => ({ file, unit_id: id, owner }));
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE incoming_units AS SELECT ${unnested('{"file": "INTEGER", "unit_id": "VARCHAR", "owner": "VARCHAR"}')}`,
    { rows: JSON.stringify(rows) },
  );
}

/** SQL for the parameter `$rows`, a JSON list of objects, as rows with the columns of `structure`. */
export function unnested(structure: string): string {
  return `unnest(from_json($rows::JSON, '[${structure}]'), recursive := true)`;
}
