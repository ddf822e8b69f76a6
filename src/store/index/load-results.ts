import type { DuckDBConnection } from "@duckdb/node-api";
import { toDisk } from "../../schema/codec.ts";
import type { ResultItem } from "../../schema/result-item.ts";
import { resultItem } from "../../schema/result-item.ts";
import { itemsFileOf, readCollection } from "../collections.ts";
import { readRefs } from "../refs.ts";
import type { Workspace } from "../workspace.ts";
import { quoted } from "./duckdb.ts";
import { setIncomingUnits, unnested } from "./incoming-units.ts";
import { type JsonlColumns, readJsonlTable } from "./jsonl-table.ts";
import type { Unit } from "./units.ts";

const itemColumns = {
  metric_id: "VARCHAR",
  value: "DOUBLE",
  ci: "JSON",
  samples_used: "BIGINT",
  se: "DOUBLE",
  unit: "VARCHAR",
  subject: "VARCHAR",
  benchmark: "VARCHAR",
  benchmark_version: "VARCHAR",
  task: "VARCHAR",
  scenario: "VARCHAR",
  variant: "JSON",
  seed: "VARCHAR",
  step: "DOUBLE",
  status: "VARCHAR",
  reason: "VARCHAR",
  source: "VARCHAR",
  observed_at: "VARCHAR",
  run_id: "VARCHAR",
  meta: "JSON",
} as const satisfies JsonlColumns;

/** Rows of `results` from the results.jsonl of runs. */
export async function loadRunResults(connection: DuckDBConnection, units: readonly Unit[]): Promise<void> {
  await setIncomingUnits(connection, units);
  await readJsonlTable(
    connection,
    "incoming",
    units.map(({ files }) => files[0]!),
    itemColumns,
  );
  await insertItems(connection, { origin: "run", runId: "u.owner", collection: "NULL" });
}

/** Rows of `collections` and `results` from one collection, whose hash is checked on the way. */
export async function loadCollection(connection: DuckDBConnection, unit: Unit, workspace: Workspace): Promise<void> {
  const found = await readCollection(workspace, unit.owner);
  await connection.run(
    `INSERT INTO collections_rows SELECT $unit, $hash, $id, $kind, $title, $n::BIGINT, $rejected::BIGINT, $adapter, $board,
       $published, ${instant("$retrieved")}, ${instant("$created")}`,
    {
      unit: unit.id,
      hash: found.contentHash,
      id: found.id,
      kind: found.kind,
      title: found.title ?? null,
      n: found.n,
      rejected: found.rejects.length,
      adapter: found.source.adapter,
      board: found.source.board ?? null,
      published: found.source.publishedAt ?? null,
      retrieved: found.source.retrievedAt ?? null,
      created: found.createdAt,
    },
  );
  await setIncomingUnits(connection, [unit]);
  if (found.items !== undefined) await inlineTable(connection, found.items);
  else await readJsonlTable(connection, "incoming", [itemsFileOf(workspace, found)], itemColumns);
  await insertItems(connection, { origin: "collection", runId: "i.run_id", collection: "u.owner" });
}

/** Rows of the names that point to collections. */
export async function loadNames(connection: DuckDBConnection, unit: Unit, workspace: Workspace): Promise<void> {
  for (const [name, { hash }] of Object.entries(await readRefs(workspace))) {
    await connection.run("INSERT INTO names_rows VALUES ($unit, $name, $hash)", { unit: unit.id, name, hash });
  }
}

/** SQL for an ISO text as a time stamp in UTC; null when it is none. */
export function instant(sql: string): string {
  return `(try_cast(${sql} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`;
}

async function inlineTable(connection: DuckDBConnection, items: readonly ResultItem[]): Promise<void> {
  const rows = JSON.stringify(items.map((item) => toDisk(resultItem, item)));
  await connection.run("DROP TABLE IF EXISTS incoming");
  await connection.run(
    `CREATE TEMP TABLE incoming AS SELECT 0 AS file, row_number() OVER () AS line, *
     FROM (SELECT ${unnested(JSON.stringify(itemColumns))})`,
    { rows },
  );
}

async function insertItems(
  connection: DuckDBConnection,
  { origin, runId, collection }: { origin: string; runId: string; collection: string },
): Promise<void> {
  await connection.run(
    `INSERT INTO results_rows SELECT u.unit_id, ${quoted(origin)}, ${runId}, ${collection}, i.line, i.metric_id, i.value,
       CAST(i.ci->>'$.low' AS DOUBLE), CAST(i.ci->>'$.high' AS DOUBLE), CAST(i.ci->>'$.level' AS DOUBLE), i.ci->>'$.method',
       i.samples_used, i.se, i.unit, i.subject, i.benchmark, i.benchmark_version, i.task, i.scenario, i.variant, i.seed,
       i.step, coalesce(i.status, CASE WHEN i.value IS NULL THEN 'missing' ELSE 'ok' END), i.reason, i.source,
       ${instant("i.observed_at")}, i.meta
     FROM incoming i JOIN incoming_units u ON u.file = i.file ORDER BY i.file, i.line`,
  );
}
