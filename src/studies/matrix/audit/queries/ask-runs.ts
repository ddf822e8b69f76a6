import type { ResponseMatrix } from "../agreement/response-matrix.ts";
import { answerRule, type RunFacts } from "./answer-rule.ts";
import type { BenchmarkNames } from "./benchmark-names.ts";
import type { Query } from "./query-set.ts";

/** The answers of all runs, and the queries that had to be dropped because a run lacks what they ask for. */
export interface AskedRuns {
  readonly matrix: ResponseMatrix;
  /** Of `matrix.queries`, in its order. */
  readonly queries: readonly Query[];
  readonly dropped: readonly { readonly query: Query; readonly lacking: readonly string[] }[];
}

export function askRuns(
  queries: readonly Query[],
  runs: readonly { readonly id: string; readonly facts: RunFacts }[],
  names: BenchmarkNames,
): AskedRuns {
  const asked = queries.map((query) => ({
    query,
    answers: runs.map(({ facts }) => answerRule(query.rule, facts, names)),
  }));
  const isDropped = ({ query, answers }: (typeof asked)[number]) =>
    query.onMissing === "drop" && answers.includes(null);
  const kept = asked.filter((entry) => !isDropped(entry));
  return {
    matrix: {
      queries: kept.map(({ query: { id, tier, description } }) => ({ id, tier, description })),
      runs: runs.map(({ id }) => id),
      answers: kept.map(({ answers }) => Uint8Array.from(answers, (answer) => (answer === true ? 1 : 0))),
    },
    queries: kept.map(({ query }) => query),
    dropped: asked.filter(isDropped).map(({ query, answers }) => ({
      query,
      lacking: runs.filter((_, run) => answers[run] === null).map(({ id }) => id),
    })),
  };
}
