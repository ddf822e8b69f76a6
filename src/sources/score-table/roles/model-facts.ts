import { parseDate } from "../cells/parse-date.ts";
import { finiteScore } from "../cells/parse-score.ts";
import type { TableModel } from "../score-table.ts";
import { modelFact } from "./fact-roles.ts";
import { keyWords } from "./key-words.ts";

export type ModelFacts = Partial<Omit<TableModel, "id">>;

/** What the entries of a model's record say, by their keys. The first entry of a kind that can be read counts. */
export function readModelFacts(
  keys: readonly string[],
  row: readonly unknown[],
  skip: ReadonlySet<number>,
): ModelFacts {
  const facts: { -readonly [K in keyof ModelFacts]: ModelFacts[K] } = {};
  for (const [column, key] of keys.entries()) {
    const raw = row[column];
    if (skip.has(column) || raw === null || raw === undefined || raw === "") continue;
    switch (modelFact(key)) {
      case "name":
        if (typeof raw === "string") facts.name ??= raw.trim();
        break;
      case "provider":
        if (typeof raw === "string") facts.provider ??= raw.trim();
        break;
      case "releaseDate": {
        const date = facts.releaseDate === undefined ? parseDate(raw) : null;
        if (date !== null) [facts.releaseDate, facts.releaseDatePrecision] = [date.date, date.precision];
        break;
      }
      case "parametersTotal":
        facts.parametersTotalM ??= parametersInMillions(key, raw);
        break;
      case "parametersActive":
        facts.parametersActiveM ??= parametersInMillions(key, raw);
        break;
      case "isReasoning":
        facts.isReasoning ??= truth(raw);
        break;
      case "openWeights":
        facts.openWeights ??= truth(raw);
        break;
    }
  }
  return facts;
}

/**
 * "27B", "350M" and "1.5T" say their unit; else the key does (`_M`, `_B`, billions, millions); else a number of 100,000
 * or more counts parameters and a smaller one billions of them.
 */
export function parametersInMillions(key: string, raw: unknown): number | null {
  const [, digits, suffix] =
    typeof raw === "string" ? (/^~?\s*([\d.,]+)\s*([kmbt])?(?:illion)?\b/i.exec(raw.trim()) ?? []) : [];
  const value = typeof raw === "number" ? raw : digits === undefined ? null : finiteScore(digits);
  if (value === null || !(value > 0) || !Number.isFinite(value)) return null;
  const unit = suffix?.toLowerCase() ?? unitOf(keyWords(key)) ?? (value >= 1e5 ? "one" : "b");
  const scales: Readonly<Record<string, number>> = { one: 1e-6, k: 1e-3, m: 1, b: 1e3, t: 1e6 };
  return value * scales[unit]!;
}

function unitOf(words: readonly string[]): string | null {
  if (words.some((word) => ["m", "million", "millions", "mparams"].includes(word))) return "m";
  if (words.some((word) => ["b", "bn", "billion", "billions"].includes(word))) return "b";
  return null;
}

/** Yes or no in the words people use; null for anything else. */
export function truth(raw: unknown): boolean | null {
  if (typeof raw === "boolean") return raw;
  const text = String(raw).trim().toLowerCase();
  if (["true", "yes", "y", "1", "open", "open-weights", "open weights", "open source", "reasoning"].includes(text))
    return true;
  if (["false", "no", "n", "0", "closed", "proprietary", "api", "non-reasoning"].includes(text)) return false;
  return null;
}
