import type { DuckDBConnection } from "@duckdb/node-api";
import { readLineBatches } from "../read-lines.ts";
import { quoted } from "./duckdb.ts";
import { setIncomingUnits } from "./incoming-units.ts";
import { type JsonlColumns, readJsonlTable } from "./jsonl-table.ts";
import type { Unit } from "./units.ts";

const answerColumns = {
  model_id: "VARCHAR",
  provider: "VARCHAR",
  prompt_id: "VARCHAR",
  triplet_id: "VARCHAR",
  cluster_id: "VARCHAR",
  perspective: "VARCHAR",
  view: "VARCHAR",
  role: "VARCHAR",
  repeat: "BIGINT",
  factors: "JSON",
  outcome: "VARCHAR",
  latency_ms: "DOUBLE",
  input_tokens: "BIGINT",
  output_tokens: "BIGINT",
  cost_usd: "DOUBLE",
  attempts: "BIGINT",
  waited_ms: "DOUBLE",
  cached: "BOOLEAN",
  served_model: "VARCHAR",
  error: "VARCHAR",
  reason: "VARCHAR",
} as const satisfies JsonlColumns;

const scoredColumns = {
  ...answerColumns,
  score: "DOUBLE",
  score_state: "VARCHAR",
  stance: "VARCHAR",
  refusal: "BOOLEAN",
  scorer_model: "VARCHAR",
  eval_cost_usd: "DOUBLE",
} as const satisfies JsonlColumns;

const sampleColumns = {
  metric_id: "VARCHAR",
  item_id: "VARCHAR",
  cluster_id: "VARCHAR",
  repeat: "BIGINT",
  subject: "VARCHAR",
  factors: "JSON",
  score: "DOUBLE",
  label: "VARCHAR",
  status: "VARCHAR",
  reason: "VARCHAR",
} as const satisfies JsonlColumns;

/** Columns that only the answers know when scores are the main file. */
const fromAnswers = [
  "latency_ms",
  "input_tokens",
  "output_tokens",
  "cost_usd",
  "attempts",
  "waited_ms",
  "cached",
  "served_model",
];

type Layout = "scored" | "scored with answers" | "answers" | "samples";

/** Units of one layout can be read together. */
export function itemsLayout({ files: [main = "", beside] }: Unit): Layout {
  if (main.endsWith("run_scored.jsonl")) return beside === undefined ? "scored" : "scored with answers";
  return main.endsWith("run.jsonl") ? "answers" : "samples";
}

/**
 * Rows of `items` of units of one layout and, so that one sample can be read without its whole file, where each line
 * stands in it.
 */
export async function loadItems(connection: DuckDBConnection, units: readonly Unit[]): Promise<void> {
  const [first] = units;
  if (first === undefined) return;
  await setIncomingUnits(connection, units);
  const mains = units.map(({ files }) => files[0]!);
  switch (itemsLayout(first)) {
    case "answers":
      await readJsonlTable(connection, "incoming", mains, answerColumns);
      await insert(connection, { ...same(answerColumns), view: "coalesce(i.view, i.perspective)" });
      break;
    case "scored":
      await readJsonlTable(connection, "incoming", mains, scoredColumns);
      await insert(connection, { ...same(scoredColumns), view: "coalesce(i.view, i.perspective)" });
      break;
    case "scored with answers":
      await readJsonlTable(connection, "incoming", mains, scoredColumns);
      await readJsonlTable(
        connection,
        "incoming_answers",
        units.map(({ files }) => files[1]!),
        answerColumns,
      );
      await insertJoined(connection);
      break;
    case "samples":
      await readJsonlTable(connection, "incoming", mains, sampleColumns);
      await insert(connection, {
        ...same(without(sampleColumns, ["subject", "item_id", "status"])),
        model_id: "i.subject",
        prompt_id: "i.item_id",
        cluster_id: "coalesce(i.cluster_id, i.item_id)",
        score_state: "i.status",
      });
  }
  await loadLines(connection, mains);
}

/** Scores, and what only the answers know about the same cells. */
async function insertJoined(connection: DuckDBConnection): Promise<void> {
  const known = fromAnswers.map((name) => `any_value("${name}") AS "${name}"`).join(", ");
  await insert(
    connection,
    {
      ...same(scoredColumns),
      view: "coalesce(i.view, i.perspective)",
      ...Object.fromEntries(fromAnswers.map((name) => [name, `coalesce(a."${name}", i."${name}")`])),
    },
    `LEFT JOIN (SELECT file, model_id, prompt_id, coalesce(repeat, 0) AS repeat, ${known} FROM incoming_answers GROUP BY ALL) a
     ON a.file = i.file AND a.model_id = i.model_id AND a.prompt_id = i.prompt_id AND a.repeat = coalesce(i.repeat, 0)`,
  );
}

/** `values`: column of `items` → SQL for it, `i` being the incoming row. The run is the folder's, whatever rows say. */
async function insert(connection: DuckDBConnection, values: Record<string, string>, join = ""): Promise<void> {
  const { perspective: _perspective, ...columns } = values;
  const all = { unit_id: "u.unit_id", run_id: "u.owner", line: "i.line", ...columns, repeat: "coalesce(i.repeat, 0)" };
  const names = Object.keys(all).map((name) => `"${name}"`);
  await connection.run(
    `INSERT INTO items_rows (${names.join(", ")}) SELECT ${Object.values(all).join(", ")}
     FROM incoming i JOIN incoming_units u ON u.file = i.file ${join} ORDER BY i.file, i.line`,
  );
}

function same(columns: Partial<JsonlColumns>): Record<string, string> {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, `i."${name}"`]));
}

function without(columns: JsonlColumns, names: readonly string[]): JsonlColumns {
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !names.includes(name)));
}

async function loadLines(connection: DuckDBConnection, files: readonly string[]): Promise<void> {
  const { BIGINT, DuckDBDataChunk } = await import("@duckdb/node-api");
  await connection.run(
    "CREATE OR REPLACE TEMP TABLE incoming_lines (file BIGINT, line BIGINT, byte_offset BIGINT, byte_length BIGINT)",
  );
  const appender = await connection.createAppender("incoming_lines", "main", "temp");
  let rows: bigint[][] = [[], [], [], []];
  const flush = () => {
    const chunk = DuckDBDataChunk.create([BIGINT, BIGINT, BIGINT, BIGINT]);
    chunk.setColumns(rows);
    appender.appendDataChunk(chunk);
    rows = [[], [], [], []];
  };
  for (const [index, file] of files.entries()) {
    for await (const batch of readLineBatches(file)) {
      for (const { line, offset, bytes } of batch) {
        const place = [index, line, offset, bytes.length];
        for (const [column, value] of place.entries()) rows[column]!.push(BigInt(value));
        if (rows[0]!.length === 2048) flush();
      }
    }
  }
  if (rows[0]!.length > 0) flush();
  appender.closeSync();
  const name = files[0]!.split(/[\\/]/).at(-1)!;
  await connection.run(
    `INSERT INTO item_lines SELECT u.unit_id, u.owner, ${quoted(name)}, l.line, l.byte_offset, l.byte_length
     FROM incoming_lines l JOIN incoming_units u ON u.file = l.file ORDER BY l.file, l.line`,
  );
}
