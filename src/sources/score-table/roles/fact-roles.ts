import { keyWords } from "./key-words.ts";

export type ModelFact =
  | "name"
  | "provider"
  | "releaseDate"
  | "parametersTotal"
  | "parametersActive"
  | "isReasoning"
  | "openWeights";
export type BenchmarkFact =
  | "name"
  | "category"
  | "metric"
  | "itemCount"
  | "range"
  | "low"
  | "high"
  | "lowerIsBetter"
  | "direction"
  | "cost";
export type CellFact = "source" | "date" | "setting" | "status" | "standardError";

type Words = readonly string[];
type Rule = (words: Words) => boolean;

const has =
  (...any: string[]): Rule =>
  (words) =>
    words.some((word) => any.includes(word));
const is =
  (...whole: string[]): Rule =>
  (words) =>
    whole.includes(words.join("_"));
const both =
  (...rules: Rule[]): Rule =>
  (words) =>
    rules.every((rule) => rule(words));
const either =
  (...rules: Rule[]): Rule =>
  (words) =>
    rules.some((rule) => rule(words));

const parameters: Rule = either(
  has("params", "parameters", "param"),
  is("size", "model_size", "size_b", "size_m", "model_size_b"),
);
const active = has("active", "activated");

const modelRules: readonly (readonly [ModelFact, Rule])[] = [
  [
    "provider",
    has("provider", "organization", "organisation", "org", "developer", "vendor", "company", "lab", "maker"),
  ],
  ["provider", has("creator", "owner", "publisher", "affiliation")],
  [
    "releaseDate",
    either(has("release", "released", "launched", "launch", "announced"), is("date", "published", "year")),
  ],
  ["parametersActive", both(parameters, active)],
  ["parametersTotal", parameters],
  ["isReasoning", has("reasoning", "thinking", "reasoner")],
  ["openWeights", either(has("open", "openness", "opensource"), is("weights"))],
  ["name", is("name", "title", "label", "display_name", "full_name", "model_name", "model", "system_name")],
];

const benchmarkRules: readonly (readonly [BenchmarkFact, Rule])[] = [
  ["lowerIsBetter", both(has("lower"), has("better"))],
  ["direction", either(has("direction"), both(has("higher"), has("better")))],
  ["low", is("min_score", "score_min", "min", "low", "lower_bound", "range_low", "range_min", "minimum")],
  ["high", is("max_score", "score_max", "max", "high", "upper_bound", "range_high", "range_max", "maximum")],
  ["range", is("range", "score_range", "scale")],
  ["cost", has("cost", "price", "usd")],
  [
    "itemCount",
    either(
      both(
        has("num", "n", "number", "count", "total"),
        has("problems", "items", "questions", "samples", "examples", "tasks", "instances"),
      ),
      is("problems", "items", "questions", "samples", "instances", "item_count", "size", "count", "n"),
    ),
  ],
  ["category", has("category", "domain", "area", "group", "capability", "skill", "topic", "type", "field")],
  ["metric", has("metric", "measure", "unit", "units", "scoring")],
  ["name", is("name", "title", "label", "display_name", "full_name", "benchmark_name", "benchmark", "task_name")],
];

const cellRules: readonly (readonly [CellFact, Rule])[] = [
  ["standardError", either(has("stderr", "sem"), is("se", "score_se", "standard_error", "std_err", "std_error"))],
  ["standardError", both(has("standard"), has("error"))],
  ["source", has("url", "source", "reference", "link", "citation", "origin")],
  ["date", has("date", "timestamp", "evaluated", "reported", "retrieved", "updated")],
  ["status", has("status", "audit", "verification", "verified")],
  [
    "setting",
    has("setting", "settings", "config", "mode", "shots", "condition", "effort", "prompting", "note", "notes"),
  ],
];

/** Numbers that stand beside scores in records and are none. */
const beside: Rule = either(
  has("rank", "position", "votes", "year", "seed", "index", "order", "ci", "std", "stdev", "sd", "variance", "tokens"),
  is("low", "high", "lower", "upper", "min", "max", "n", "id"),
);

/** What a key of a model's record says, or null. */
export function modelFact(key: string): ModelFact | null {
  return find(modelRules, key);
}

export function benchmarkFact(key: string): BenchmarkFact | null {
  return find(benchmarkRules, key);
}

export function cellFact(key: string): CellFact | null {
  return find(cellRules, key);
}

/** True for a key that holds a fact or a count, so that its numbers are not taken for scores. */
export function isBesideScores(key: string): boolean {
  const words = keyWords(key);
  if (beside(words)) return true;
  const facts = [modelFact(key), benchmarkFact(key), cellFact(key)];
  return facts.some((fact) => fact !== null && fact !== "name" && fact !== "metric");
}

const plainWords = new Set(
  `params parameters param total active activated m b bn million millions billion billions count num n number of size model models
  benchmark date year release released launch launched announced month day is has reasoning thinking open weights source url
  reference link cost price usd per run tokens token input output million context length window rank position votes seed index
  order ci std stdev sd se stderr sem variance low high lower upper min max minimum maximum range id score scores standard error
  problems items questions samples examples tasks instances item timestamp status verified knowledge cutoff`.split(
    /\s+/,
  ),
);

/** The same for a heading that may as well be a name: every word of it must be one that facts are called by. */
export function isPlainFact(key: string): boolean {
  const words = keyWords(key);
  return isBesideScores(key) && words.every((word) => plainWords.has(word));
}

function find<F extends string>(rules: readonly (readonly [F, Rule])[], key: string): F | null {
  const words = keyWords(key);
  return rules.find(([, rule]) => rule(words))?.[0] ?? null;
}
