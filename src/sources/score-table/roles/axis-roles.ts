import { keyWords } from "./key-words.ts";

export type AxisRole = "model" | "benchmark" | "score";

/** What people call the three roles of a score table. */
const synonyms: Readonly<Record<AxisRole, ReadonlySet<string>>> = {
  model: new Set(
    "model models system systems llm llms lm agent agents method checkpoint submission engine candidate subject algorithm contestant participant player network".split(
      " ",
    ),
  ),
  benchmark: new Set(
    "benchmark benchmarks bench task tasks eval evals evaluation evaluations dataset datasets test tests testset suite exam challenge subtask problemset bm".split(
      " ",
    ),
  ),
  score: new Set(
    "score scores value values val accuracy acc result results performance perf rating points mark measurement observed pass percent percentage pct outcome elo".split(
      " ",
    ),
  ),
};

const naming = new Set(["id", "ids", "name", "names", "key", "slug", "label", "code", "ref", "value", "list"]);

/** Words that say a number is about a score, not the score. */
const aside = new Set(
  "predicted prediction predictions pred imputed estimate estimated expected normalized normalised rank ranked delta previous baseline old weighted raw rounded mask".split(
    " ",
  ),
);

/** How well a key names a role: 1 for a word of its list (with `_id`, `_name` or not), less for one among others, 0. */
export function roleFit(key: string, role: AxisRole): number {
  const words = keyWords(key);
  const known = synonyms[role];
  const core = words.filter((word) => !naming.has(word) || (role === "score" && known.has(word)));
  if (core.length === 0) return role === "model" && words[0] === "name" ? 0.5 : 0;
  const hits = core.filter((word) => known.has(word)).length;
  if (hits === 0) return 0;
  if (core.some((word) => aside.has(word))) return 0.2;
  return hits === core.length ? 1 : 0.6;
}

/** Whether a list of ids begins its entries with the role's own word: `model-01`, `task_7`. */
export function namesItsRole(id: string, role: "model" | "benchmark"): boolean {
  const first = /^[a-z]+/i.exec(id)?.[0]?.toLowerCase();
  return first !== undefined && synonyms[role].has(first);
}
