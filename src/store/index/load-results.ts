import type { DuckDBConnection } from "@duckdb/node-api";
import { toDisk } from "../../schema/codec.ts";
import type { ResultItem } from "../../schema/result-item.ts";
import { resultItem } from "../../schema/result-item.ts";
import { itemsFileOf, readCollection } from "../collections.ts";
import { readRefs } from "../refs.ts";
import type { Workspace } from "../workspace.ts";
import { quoted } from "./duckdb.ts";
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

/** Rows of `results` from one run's results.jsonl. */
export async function loadRunResults(connection: DuckDBConnection, unit: Unit): Promise<void> {
  await readJsonlTable(connection, "incoming", unit.files[0]!, itemColumns);
  await insertItems(connection, unit, { origin: "run", runId: quoted(unit.owner), collection: "NULL" });
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
  if (found.items === undefined)
    await readJsonlTable(connection, "incoming", itemsFileOf(workspace, found), itemColumns);
  else await inlineTable(connection, found.items);
  await insertItems(connection, unit, { origin: "collection", runId: "run_id", collection: quoted(found.contentHash) });
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
  const types = Object.entries(itemColumns).map(([key, type]) => `${quoted(key)}: ${quoted(type)}`);
  const text = JSON.stringify(items.map((item) => toDisk(resultItem, item)));
  await connection.run("DROP TABLE IF EXISTS incoming");
  await connection.run(
    `CREATE TEMP TABLE incoming AS SELECT row_number() OVER () AS line, item.* FROM
       (SELECT unnest(from_json($text::JSON, '[{${types.join(", ").replaceAll("'", '"')}}]')) AS item)`,
    { text },
  );
}

async function insertItems(
  connection: DuckDBConnection,
  unit: Unit,
  { origin, runId, collection }: { origin: string; runId: string; collection: string },
): Promise<void> {
  await connection.run(
    `INSERT INTO results_rows SELECT ${quoted(unit.id)}, ${quoted(origin)}, ${runId}, ${collection}, line, metric_id, value,
       CAST(ci->>'$.low' AS DOUBLE), CAST(ci->>'$.high' AS DOUBLE), CAST(ci->>'$.level' AS DOUBLE), ci->>'$.method',
       samples_used, se, unit, subject, benchmark, benchmark_version, task, scenario, variant, seed, step,
       coalesce(status, CASE WHEN value IS NULL THEN 'missing' ELSE 'ok' END), reason, source, ${instant("observed_at")}, meta
     FROM incoming ORDER BY line`,
  );
}
