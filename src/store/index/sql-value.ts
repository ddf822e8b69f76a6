import {
  DuckDBArrayValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";

/**
 * A value of the engine as JSON: times in UTC as ISO text, JSON text parsed, numbers that a double cannot hold as text,
 * NaN and infinity as null, because a number nobody knows is null.
 */
export function sqlValue(value: DuckDBValue, type: string): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "string") return type === "JSON" ? parsed(value) : value;
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    return value.items.map((item) => sqlValue(item, type.replace(/\[\d*\]$/, "")));
  }
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, part]) => [key, sqlValue(part, "")]));
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: part }) => [String(key), sqlValue(part, "")]));
  }
  return isoTime(value) ?? String(value);
}

function isoTime(value: DuckDBValue): string | null {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return iso(value.micros, 1_000n);
  if (value instanceof DuckDBTimestampMillisecondsValue) return iso(value.millis, 1n);
  if (value instanceof DuckDBTimestampNanosecondsValue) return iso(value.nanos, 1_000_000n);
  if (value instanceof DuckDBTimestampSecondsValue) return iso(value.seconds * 1_000n, 1n);
  return null;
}

function iso(units: bigint, perMillisecond: bigint): string | null {
  const time = new Date(Number(units / perMillisecond));
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
