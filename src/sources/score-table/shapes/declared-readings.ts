import type { JsonPath } from "../../../schema/json-path.ts";
import type { Reading } from "./candidate.ts";
import type { JsonDocument, LocateJson } from "./json-walk.ts";
import type { RecordSet } from "./record-set.ts";

type JsonObject = Readonly<Record<string, unknown>>;

interface DeclaredRow {
  readonly cells: readonly unknown[];
  readonly file: number;
  readonly place: JsonPath;
}

/** The reading of files that declare their own format: Every Eval Ever, or records of Assay. null for other files. */
export function declaredReading(documents: readonly JsonDocument[], locate: LocateJson): Reading | null {
  const all = documents.flatMap(unfold);
  if (all.length === 0) return null;
  if (all.every(({ value }) => isEveryEvalEver(value))) {
    return reading("every-eval-ever", "$.evaluation_results[*]", evaluationColumns, all.flatMap(evaluations), locate);
  }
  const items = all.flatMap(resultItems);
  if (items.length > 0 && all.every(({ value }) => isAssay(value))) {
    return reading("assay", "$.items[*]", itemColumns, nameTheMetric(items), locate);
  }
  return null;
}

/** A file may hold one document, a list of them, or one a line. */
function unfold({ value, file, at, path }: JsonDocument): JsonDocument[] {
  if (!Array.isArray(value)) return [{ value, file, at, path }];
  return value.map((entry, i) => ({ value: entry, file, at: [...at, i], path }));
}

function isEveryEvalEver(value: unknown): value is JsonObject {
  return (
    isObject(value) &&
    typeof value["schema_version"] === "string" &&
    Array.isArray(value["evaluation_results"]) &&
    isObject(value["model_info"])
  );
}

const evaluationColumns = [
  "model_id",
  "benchmark",
  "score",
  "model_name",
  "developer",
  "standard_error",
  "metric",
  "lower_is_better",
  "min_score",
  "max_score",
  "date",
  "source",
  "setting",
] as const;

function evaluations({ value, file, at }: JsonDocument): DeclaredRow[] {
  const document = value as JsonObject;
  const model = document["model_info"] as JsonObject;
  const source = objectAt(document, "source_metadata");
  return (document["evaluation_results"] as unknown[]).filter(isObject).map((result, i) => {
    const metric = objectAt(result, "metric_config");
    const details = objectAt(result, "score_details");
    const error = objectAt(details, "uncertainty")["standard_error"];
    const data = objectAt(result, "source_data");
    const urls = data["url"];
    const cells = [
      model["id"] ?? model["name"],
      result["evaluation_name"],
      unknownLevel(metric, details["score"]),
      model["name"],
      model["developer"],
      isObject(error) ? error["value"] : error,
      metric["evaluation_description"] ?? metric["metric_name"],
      metric["lower_is_better"],
      metric["min_score"],
      metric["max_score"],
      result["evaluation_timestamp"] ?? document["evaluation_timestamp"],
      (Array.isArray(urls) ? urls[0] : urls) ?? source["source_name"] ?? source["source_organization_name"],
      source["evaluator_relationship"],
    ];
    return { cells, file, place: [...at, "evaluation_results", i] };
  });
}

/** A scale of levels may write an unknown level as −1. */
function unknownLevel(metric: JsonObject, score: unknown): unknown {
  return metric["score_type"] === "levels" && metric["has_unknown_level"] === true && score === -1 ? null : score;
}

const itemColumns = ["subject", "benchmark", "score", "standard_error", "source", "date", "metric"] as const;

function isAssay(value: unknown): boolean {
  if (!isObject(value)) return false;
  const tag = value["schema"];
  return (typeof tag === "string" && tag.startsWith("assay/")) || isItem(value);
}

function isItem(value: JsonObject): boolean {
  return typeof value["metric_id"] === "string" && "value" in value && "samples_used" in value;
}

function resultItems({ value, file, at }: JsonDocument): DeclaredRow[] {
  if (!isObject(value)) return [];
  const inside = Array.isArray(value["items"]) ? value["items"] : isItem(value) ? null : [];
  const items =
    inside === null ? [{ item: value, place: at }] : inside.map((item, i) => ({ item, place: [...at, "items", i] }));
  return items
    .filter((entry): entry is { item: JsonObject; place: JsonPath } => isObject(entry.item))
    .map(({ item, place }) => ({
      cells: [
        item["subject"],
        [item["benchmark"], item["task"]].filter((part) => typeof part === "string").join("/") || item["metric_id"],
        item["value"],
        item["se"],
        item["source"] ?? (item["run_id"] === undefined ? null : `run ${String(item["run_id"])}`),
        item["observed_at"],
        item["metric_id"],
      ],
      file,
      place,
    }));
}

/** A benchmark with several metrics is several columns. */
function nameTheMetric(rows: readonly DeclaredRow[]): DeclaredRow[] {
  const metrics = new Map<unknown, Set<unknown>>();
  for (const { cells } of rows) metrics.set(cells[1], (metrics.get(cells[1]) ?? new Set()).add(cells[6]));
  return rows.map((row) => {
    if (metrics.get(row.cells[1])!.size === 1) return row;
    const cells = row.cells.with(1, `${String(row.cells[1])} · ${String(row.cells[6])}`);
    return { ...row, cells };
  });
}

function reading(
  shape: "every-eval-ever" | "assay",
  path: string,
  columns: readonly string[],
  rows: readonly DeclaredRow[],
  locate: LocateJson,
): Reading {
  const set: RecordSet = {
    path,
    kind: "json",
    columns,
    prefixes: columns.map(() => ""),
    sample: rows.map(({ cells, file }, at) => ({ cells, file, at })),
    each: async (visit) => {
      for (const [at, { cells, file }] of rows.entries()) visit(cells, file, at);
    },
    placeOf: ({ file, at }) => locate(file, rows[at]!.place),
  };
  return {
    shape,
    set,
    cells: { kind: "long", first: 0, second: [1], score: 2 },
    first: columns[0]!,
    second: columns[1]!,
    firstNames: shape === "assay" ? [] : [columns.indexOf("model_name")],
  };
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const found = value[key];
  return isObject(found) ? found : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
