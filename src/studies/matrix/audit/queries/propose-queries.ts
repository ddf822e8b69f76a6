import type { Rng } from "../../../../stats/chance/rng.ts";
import { answerRule, type RunFacts, valueAt } from "./answer-rule.ts";
import type { BenchmarkNames } from "./benchmark-names.ts";
import type { Bins } from "./check-rules.ts";
import type { Query, QueryRule } from "./query-set.ts";

/** Runs that a draft is made from: few, so that most of the runs it is used on were never looked at. */
const lookedAt = 10;
const perTier = 5;
const leastMinority = 0.2;

interface Candidate {
  readonly tier: Query["tier"];
  readonly description: string;
  readonly rule: QueryRule;
}

/**
 * Drafts up to five queries a tier by varying rules over at most ten runs drawn at random: thresholds on the plan's edges,
 * words of methods and notes, selected benchmarks and their categories. A query is kept while it divides the drawn runs
 * best, with at least a fifth on either side, and is neither equal nor complementary to one kept before.
 */
export function proposeQueries(
  runs: readonly { readonly id: string; readonly facts: RunFacts }[],
  names: BenchmarkNames,
  bins: Bins,
  rng: Rng,
): { readonly queries: readonly Query[]; readonly drawn: readonly string[] } {
  const drawn = drawRuns(runs, rng);
  const facts = drawn.map((run) => run.facts);
  const kept: Query[] = [];
  const answers: (readonly boolean[])[] = [];
  for (const tier of [1, 2, 3, 4] as const) {
    const judged = candidates(facts, names, bins)
      .filter((candidate) => candidate.tier === tier)
      .map((candidate) => {
        const said = facts.map((run) => answerRule(candidate.rule, run, names) === true);
        const yes = said.filter(Boolean).length;
        return { candidate, said, minority: Math.min(yes, said.length - yes) };
      })
      .filter(({ minority }) => minority > 0 && minority >= leastMinority * facts.length)
      .toSorted((a, b) => b.minority - a.minority || (a.candidate.description < b.candidate.description ? -1 : 1));
    let taken = 0;
    for (const { candidate, said } of judged) {
      if (taken === perTier) break;
      if (answers.some((before) => sameOrOpposite(before, said))) continue;
      answers.push(said);
      taken++;
      kept.push({
        id: `T${tier}_${slug(candidate.description)}`,
        tier,
        description: candidate.description,
        computation: candidate.description,
        rule: candidate.rule,
        onMissing: "no",
      });
    }
  }
  return { queries: kept, drawn: drawn.map(({ id }) => id) };
}

function drawRuns<T>(runs: readonly T[], rng: Rng): T[] {
  const left = [...runs.keys()];
  const places: number[] = [];
  while (places.length < lookedAt && left.length > 0) places.push(...left.splice(rng.integer(left.length), 1));
  return places.toSorted((a, b) => a - b).map((at) => runs[at]!);
}

function candidates(facts: readonly RunFacts[], names: BenchmarkNames, bins: Bins): Candidate[] {
  const thresholds = Object.entries(bins).flatMap(([field, edges]) =>
    edges.map(
      (value): Candidate => ({ tier: 1, description: `${field} at most ${value}`, rule: { op: "le", field, value } }),
    ),
  );
  const fewer = [
    ["data.n_models", "data_discovery.n_models_raw", "models were dropped"],
    ["data.n_benchmarks", "data_discovery.n_benchmarks_raw", "benchmarks were dropped"],
  ].map(
    ([field, raw, description]): Candidate => ({
      tier: 2,
      description: description!,
      rule: { op: "lt", field: field!, value: { field: raw! } },
    }),
  );
  const words = (tier: 2 | 3, field: string) =>
    distinctWords(facts.map((run) => valueAt(run, field))).map(
      (term): Candidate => ({
        tier,
        description: `${field} mentions ${term}`,
        rule: { op: "contains_any", field, terms: [term], word: true },
      }),
    );
  const selected = "benchmark_selection.selected_benchmarks";
  const chosen = new Set(facts.flatMap((run) => listOf(valueAt(run, selected)).map((name) => names.key(name))));
  const categories = new Set([...chosen].flatMap((key) => names.category(key) ?? []));
  return [
    ...thresholds,
    ...fewer,
    ...["data.preprocessing", "rank_analysis.method", "prediction.evaluation_protocol", "prediction.method"].flatMap(
      (field) => words(2, field),
    ),
    ...words(3, "methodology_notes"),
    ...[...chosen].toSorted().map(
      (key): Candidate => ({
        tier: 4,
        description: `${key} is selected`,
        rule: { op: "set_includes", field: selected, value: key },
      }),
    ),
    ...[...categories].toSorted().map(
      (category): Candidate => ({
        tier: 4,
        description: `a benchmark of category ${category} is selected`,
        rule: { op: "set_count", field: selected, category, ge: 1 },
      }),
    ),
  ];
}

/** Words of five letters and more; those every run has, or one run alone, cannot divide and fall out later. */
function distinctWords(values: readonly unknown[]): string[] {
  const found = new Set<string>();
  for (const value of values) {
    if (typeof value !== "string") continue;
    for (const [word] of value.toLowerCase().matchAll(/\p{L}{5,}/gu)) found.add(word);
  }
  return [...found].toSorted();
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

function sameOrOpposite(a: readonly boolean[], b: readonly boolean[]): boolean {
  const alike = a.filter((answer, i) => answer === b[i]).length;
  return alike === 0 || alike === a.length;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}
