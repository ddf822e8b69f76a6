import type { DuckDBConnection } from "@duckdb/node-api";
import { readLineBatches } from "../read-lines.ts";
import { quoted } from "./duckdb.ts";
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

/** Rows of `items` and, so that one sample can be read without its file, where each line of the file stands. */
export async function loadItems(connection: DuckDBConnection, unit: Unit): Promise<void> {
  const [main, answers] = unit.files;
  if (main === undefined) return;
  if (main.endsWith("items.jsonl")) await loadSamples(connection, unit, main);
  else if (main.endsWith("run_scored.jsonl")) await loadScored(connection, unit, main, answers);
  else await loadAnswers(connection, unit, main);
  await loadLines(connection, unit, main);
}

async function loadAnswers(connection: DuckDBConnection, unit: Unit, file: string): Promise<void> {
  await readJsonlTable(connection, "incoming", file, answerColumns);
  await insert(
    connection,
    unit,
    { ...same(answerColumns, "a"), view: "coalesce(a.view, a.perspective)" },
    "incoming a",
  );
}

async function loadScored(connection: DuckDBConnection, unit: Unit, file: string, answers: string | undefined) {
  await readJsonlTable(connection, "incoming", file, scoredColumns);
  const values = { ...same(scoredColumns, "s"), view: "coalesce(s.view, s.perspective)" };
  if (answers === undefined) return insert(connection, unit, values, "incoming s");

  await readJsonlTable(connection, "incoming_answers", answers, answerColumns);
  const known = fromAnswers.map((name) => `any_value("${name}") AS "${name}"`).join(", ");
  const joined = Object.fromEntries(fromAnswers.map((name) => [name, `coalesce(a."${name}", s."${name}")`]));
  await insert(
    connection,
    unit,
    { ...values, ...joined },
    `incoming s LEFT JOIN (SELECT model_id, prompt_id, coalesce(repeat, 0) AS repeat, ${known}
       FROM incoming_answers GROUP BY ALL) a
     ON a.model_id = s.model_id AND a.prompt_id = s.prompt_id AND a.repeat = coalesce(s.repeat, 0)`,
  );
}

async function loadSamples(connection: DuckDBConnection, unit: Unit, file: string): Promise<void> {
  await readJsonlTable(connection, "incoming", file, sampleColumns);
  const kept = Object.entries(same(sampleColumns, "i")).filter(
    ([name]) => !["subject", "item_id", "status"].includes(name),
  );
  const values = {
    ...Object.fromEntries(kept),
    model_id: "i.subject",
    prompt_id: "i.item_id",
    cluster_id: "coalesce(i.cluster_id, i.item_id)",
    score_state: "i.status",
  };
  await insert(connection, unit, values, "incoming i");
}

/** `values`: column of `items` → SQL for it. The run is the folder's, whatever the rows say. */
async function insert(connection: DuckDBConnection, unit: Unit, values: Record<string, string>, from: string) {
  const { perspective: _perspective, ...columns } = values;
  const alias = from.match(/^\w+ (\w)/)?.[1] ?? "";
  const all: Record<string, string> = {
    unit_id: quoted(unit.id),
    run_id: quoted(unit.owner),
    line: `${alias}.line`,
    ...columns,
    repeat: `coalesce(${alias}.repeat, 0)`,
  };
  const names = Object.keys(all).map((name) => `"${name}"`);
  await connection.run(
    `INSERT INTO items_rows (${names.join(", ")}) SELECT ${Object.values(all).join(", ")} FROM ${from} ORDER BY ${alias}.line`,
  );
}

function same(columns: JsonlColumns, alias: string): Record<string, string> {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, `${alias}."${name}"`]));
}

async function loadLines(connection: DuckDBConnection, unit: Unit, file: string): Promise<void> {
  const { BIGINT, DuckDBDataChunk } = await import("@duckdb/node-api");
  await connection.run(
    "CREATE OR REPLACE TEMP TABLE incoming_lines (line BIGINT, byte_offset BIGINT, byte_length BIGINT)",
  );
  const appender = await connection.createAppender("incoming_lines", "main", "temp");
  let columns: bigint[][] = [[], [], []];
  const flush = () => {
    const chunk = DuckDBDataChunk.create([BIGINT, BIGINT, BIGINT]);
    chunk.setColumns(columns);
    appender.appendDataChunk(chunk);
    columns = [[], [], []];
  };
  for await (const batch of readLineBatches(file)) {
    for (const { line, offset, bytes } of batch) {
      columns[0]!.push(BigInt(line));
      columns[1]!.push(BigInt(offset));
      columns[2]!.push(BigInt(bytes.length));
      if (columns[0]!.length === 2048) flush();
    }
  }
  if (columns[0]!.length > 0) flush();
  appender.closeSync();
  const name = file.split(/[\\/]/).at(-1) ?? file;
  await connection.run(
    `INSERT INTO item_lines SELECT ${quoted(unit.id)}, ${quoted(unit.owner)}, ${quoted(name)}, * FROM incoming_lines`,
  );
}
