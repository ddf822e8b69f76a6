import { finiteScore } from "../cells/parse-score.ts";
import type { TableBenchmark } from "../score-table.ts";
import { benchmarkFact } from "./fact-roles.ts";
import { truth } from "./model-facts.ts";

export type BenchmarkFacts = Partial<Omit<TableBenchmark, "id">>;

/** What the entries of a benchmark's record say, by their keys. The first entry of a kind that can be read counts. */
export function readBenchmarkFacts(
  keys: readonly string[],
  row: readonly unknown[],
  skip: ReadonlySet<number>,
): BenchmarkFacts {
  const facts: { -readonly [K in keyof BenchmarkFacts]: BenchmarkFacts[K] } = {};
  let [low, high]: [number | null, number | null] = [null, null];
  for (const [column, key] of keys.entries()) {
    const raw = row[column];
    if (skip.has(column) || raw === null || raw === undefined || raw === "") continue;
    switch (benchmarkFact(key)) {
      case "name":
        if (typeof raw === "string") facts.name ??= raw.trim();
        break;
      case "category":
        if (typeof raw === "string") facts.category ??= raw.trim();
        break;
      case "metric":
        if (typeof raw === "string") facts.metric ??= raw.trim();
        break;
      case "itemCount":
        facts.itemCount ??= wholeNumber(raw);
        break;
      case "cost":
        facts.cost ??= finiteScore(raw);
        break;
      case "low":
        low ??= finiteScore(raw);
        break;
      case "high":
        high ??= finiteScore(raw);
        break;
      case "range":
        facts.range ??= readRange(raw);
        break;
      case "lowerIsBetter":
        facts.direction ??= directionOf(truth(raw));
        break;
      case "direction":
        facts.direction ??= readDirection(raw);
        break;
    }
  }
  if (low !== null && high !== null && low < high) facts.range ??= { low, high };
  return facts;
}

function wholeNumber(raw: unknown): number | null {
  const value = finiteScore(raw);
  return value !== null && Number.isInteger(value) && value > 0 ? value : null;
}

function readRange(raw: unknown): { low: number; high: number } | null {
  const ends = Array.isArray(raw)
    ? raw
    : (/^\s*\[?\s*(-?[\d.]+)\s*(?:-|–|to|,|\.\.)\s*(-?[\d.]+)/.exec(String(raw)) ?? []).slice(1);
  const [low, high] = ends.map(finiteScore);
  return typeof low === "number" && typeof high === "number" && low < high ? { low, high } : null;
}

function directionOf(lowerIsBetter: boolean | null): "higher" | "lower" | null {
  return lowerIsBetter === null ? null : lowerIsBetter ? "lower" : "higher";
}

function readDirection(raw: unknown): "higher" | "lower" | null {
  if (typeof raw === "boolean") return raw ? "higher" : "lower";
  const text = String(raw).toLowerCase();
  if (/^(?:high|max|up|asc|greater|true)/.test(text)) return "higher";
  return /^(?:low|min|down|desc|less|false)/.test(text) ? "lower" : null;
}
