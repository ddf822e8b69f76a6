import type { BenchmarkNames } from "./benchmark-names.ts";
import type { QueryRule } from "./query-set.ts";

/** What a rule is asked about: a run's summary with its metrics beside it, by path. */
export type RunFacts = Readonly<Record<string, unknown>>;

/** Yes, no, or null where a field is not there or is of another kind than the rule can read. */
export function answerRule(rule: QueryRule, facts: RunFacts, names: BenchmarkNames): boolean | null {
  switch (rule.op) {
    case "and":
    case "or":
      return combine(
        rule.rules.map((part) => answerRule(part, facts, names)),
        rule.op === "or",
      );
    case "not": {
      const answer = answerRule(rule.rule, facts, names);
      return answer === null ? null : !answer;
    }
    case "contains_any":
      return containsAny(valueAt(facts, rule.field), rule.terms, rule.word === true);
    case "set_includes":
    case "set_count":
    case "overlap":
      return answerSet(rule, valueAt(facts, rule.field), names);
    default:
      return answerValue(rule, facts);
  }
}

/** The value at a dotted path; undefined where there is none. */
export function valueAt(facts: RunFacts, path: string): unknown {
  let value: unknown = facts;
  for (const step of path.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** One part that decides is enough; else an unknown part leaves all unknown. */
function combine(answers: readonly (boolean | null)[], deciding: boolean): boolean | null {
  if (answers.includes(deciding)) return deciding;
  return answers.includes(null) ? null : !deciding;
}

function answerValue(
  rule: Extract<QueryRule, { op: "lt" | "le" | "gt" | "ge" | "eq" | "between" | "in" }>,
  facts: RunFacts,
): boolean | null {
  const value = valueAt(facts, rule.field);
  if (value === undefined || value === null) return null;
  if (rule.op === "in") return rule.value.some((option) => option === value);
  if (rule.op === "eq") {
    const other = typeof rule.value === "object" ? valueAt(facts, rule.value.field) : rule.value;
    return other === undefined || other === null ? null : value === other;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  if (rule.op === "between") return value >= rule.value[0] && value < rule.value[1];
  const limit = typeof rule.value === "object" ? valueAt(facts, rule.value.field) : rule.value;
  if (typeof limit !== "number" || !Number.isFinite(limit)) return null;
  if (rule.op === "lt") return value < limit;
  if (rule.op === "le") return value <= limit;
  return rule.op === "gt" ? value > limit : value >= limit;
}

/** Case does not count, and a hyphen or underscore is a space. A list of texts is searched one by one. */
function containsAny(value: unknown, terms: readonly string[], word: boolean): boolean | null {
  const texts = typeof value === "string" ? [value] : value;
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === "string")) return null;
  return texts.some((text) => {
    const folded = fold(text);
    return terms.some((term) => (word ? holdsWord(folded, fold(term)) : folded.includes(fold(term))));
  });
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[-_‐‑–—\s]+/g, " ")
    .trim();
}

/** The term with no letter or digit directly before or after it. */
function holdsWord(text: string, term: string): boolean {
  const inWord = /[\p{L}\p{N}]/u;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
    const [before, after] = [text[at - 1] ?? " ", text[at + term.length] ?? " "];
    if (!inWord.test(before) && !inWord.test(after)) return true;
  }
  return false;
}

function answerSet(
  rule: Extract<QueryRule, { op: "set_includes" | "set_count" | "overlap" }>,
  value: unknown,
  names: BenchmarkNames,
): boolean | null {
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) return null;
  const chosen = new Set(value.map((name: string) => names.key(name)));
  if (rule.op === "set_includes") return chosen.has(names.key(rule.value));
  if (rule.op === "overlap") {
    return new Set(rule.values.map((name) => names.key(name)).filter((key) => chosen.has(key))).size >= rule.ge;
  }
  const category = rule.category.toLowerCase();
  return [...chosen].filter((key) => names.category(key)?.toLowerCase() === category).length >= rule.ge;
}
