import { InvalidInputError } from "../../errors/input-errors.ts";
import { type Facts, type Measured, noFacts, type Observation, type Summary, unnamedMetric } from "../side.ts";
import { numberCell, requireNumber, type TableRow, textCell } from "./table.ts";

export interface TableKeys {
  /** Column of the item id. Default item_id. */
  readonly item?: string;
  /** Column of the cluster id. Default cluster_id. */
  readonly cluster?: string;
  /** Take this column alone, as the unnamed metric. */
  readonly column?: string;
}

const factColumns = {
  benchmark: "benchmark",
  benchmark_version: "benchmarkVersion",
  dataset_hash: "datasetHash",
  scorer: "scorer",
  scorer_hash: "scorerHash",
  unit: "unit",
  direction: "direction",
} as const satisfies Record<string, keyof Facts>;

const summaryColumns = ["se", "low", "high", "level", "n"];

/**
 * The metrics of a table: one column a metric, or `metric_id` and `value`. Rows are items, seeds or both; without either
 * column there is one row a metric, and `se`, `low`, `high`, `level`, `n` beside a `value` are its doubt.
 */
export function tableMetrics(
  rows: readonly TableRow[],
  file: string,
  keys: TableKeys = {},
): { metrics: Map<string, Measured>; ignored: string[] } {
  if (rows.length === 0) {
    throw new InvalidInputError("this table has no rows", { place: { file } });
  }
  const columns = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))];
  const itemKey = keys.item ?? "item_id";
  const clusterKey = keys.cluster ?? "cluster_id";
  for (const [flag, key] of [
    ["--item", keys.item],
    ["--cluster", keys.cluster],
    ["#", keys.column],
  ] as const) {
    if (key === undefined || columns.includes(key)) continue;
    throw new InvalidInputError(`there is no column "${key}"${flag === "#" ? "" : ` (${flag})`}`, {
      place: { file },
      hint: `Its columns: ${columns.slice(0, 20).join(", ")}${columns.length > 20 ? ", …" : ""}.`,
    });
  }
  const long = keys.column === undefined && columns.includes("metric_id") && columns.includes("value");
  const known = new Set([itemKey, clusterKey, "item_id", "cluster_id", "seed", "repeat", "metric_id"]);
  for (const name of Object.keys(factColumns)) known.add(name);
  const hasIds = columns.includes(itemKey) || columns.includes("seed");
  if (!hasIds) for (const name of summaryColumns) known.add(name);
  const candidates = long
    ? ["value"]
    : (keys.column === undefined ? columns : [keys.column]).filter((name) => !known.has(name));
  const ignored = candidates.filter((name) => !rows.some(({ cells }) => typeof numberCell(cells[name]) === "number"));
  const metrics = new Map<string, { rows: TableRow[]; column: string }>();
  for (const column of candidates) {
    if (ignored.includes(column) && candidates.length > 1) continue;
    for (const row of rows) {
      const id = long ? requireText(row, "metric_id", file) : keys.column === undefined ? column : unnamedMetric;
      const entry = metrics.get(id) ?? { rows: [], column };
      entry.rows.push(row);
      metrics.set(id, entry);
    }
  }
  if (metrics.size === 0) {
    throw new InvalidInputError("no column of this table holds numbers", {
      place: { file },
      hint: `Give it a metric column, or metric_id and value. Its columns: ${columns.slice(0, 20).join(", ")}.`,
    });
  }
  const measured = [...metrics].map(([id, part]): [string, Measured] => [
    id,
    hasIds
      ? { observations: observationsOf(part, file, { itemKey, clusterKey }), summary: null, ...rest(part.rows, file) }
      : { observations: [], summary: summaryOf(id, part, file), ...rest(part.rows, file) },
  ]);
  return { metrics: new Map(measured), ignored };
}

interface Part {
  readonly rows: readonly TableRow[];
  readonly column: string;
}

function rest(rows: readonly TableRow[], file: string): Pick<Measured, "facts" | "fit"> {
  return { facts: factsOf(rows, file), fit: null };
}

function observationsOf(part: Part, file: string, keys: { itemKey: string; clusterKey: string }): Observation[] {
  return part.rows.map((row) => {
    const [itemId, seed] = [textCell(row.cells[keys.itemKey]), textCell(row.cells["seed"])];
    if (itemId === null && seed === null) {
      throw new InvalidInputError("this row has neither an item id nor a seed", {
        place: { file, line: row.line },
        hint: "Write its id: rows without one cannot be matched.",
      });
    }
    const [repeat, clusterId] = [textCell(row.cells["repeat"]), textCell(row.cells[keys.clusterKey])];
    return { itemId, seed, repeat, clusterId, value: requireNumber(row, part.column, file), line: row.line };
  });
}

function summaryOf(id: string, { rows, column }: Part, file: string): Summary {
  const [row, second] = rows as [TableRow, TableRow?];
  if (second !== undefined) {
    throw new InvalidInputError(`"${id}" has ${rows.length} rows, and nothing says what a row is`, {
      place: { file, line: second.line },
      hint: "Add a column item_id or seed, or name the one that holds the ids with --item.",
    });
  }
  const [se, low, high, level, n] = summaryColumns.map((name) => requireNumber(row, name, file));
  const ci = low == null || high == null ? null : { low, high, level: level ?? 0.95 };
  return { value: requireNumber(row, column, file), se: se ?? null, ci, n: n ?? null };
}

function factsOf(rows: readonly TableRow[], file: string): Facts {
  const facts: { -readonly [K in keyof Facts]: Facts[K] } = { ...noFacts };
  for (const [column, key] of Object.entries(factColumns)) {
    for (const row of rows) {
      const text = textCell(row.cells[column]);
      if (text === null) continue;
      if (facts[key] !== null && facts[key] !== text) {
        throw new InvalidInputError(`${column} changes from "${facts[key]}" to "${text}" within one metric`, {
          place: { file, line: row.line, path: column },
          hint: "Split the file: one file, one state of the benchmark.",
        });
      }
      facts[key] = text;
    }
  }
  return facts;
}

function requireText(row: TableRow, column: string, file: string): string {
  const text = textCell(row.cells[column]);
  if (text !== null) return text;
  throw new InvalidInputError(`${column} is empty`, { place: { file, line: row.line, path: column } });
}
