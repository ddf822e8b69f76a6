import { pearson } from "../../../stats/hypothesis/correlation.ts";
import type { Interval } from "../../../stats/records.ts";
import type { ResponseAudit } from "./audit-responses.ts";

/** Whether two sets of queries tell the same story about the same runs. */
export interface EvaluatorComparison {
  readonly names: readonly [string, string];
  /** Runs both have. */
  readonly runs: number;
  /** Pearson's r of the runs' welfare; null under 4 runs, or without variation. */
  readonly correlation: { readonly value: number | null; readonly ci: Interval | null; readonly reason: string | null };
  /** The three forks of each with the largest |ΔW|. */
  readonly topForks: readonly [readonly string[], readonly string[]];
  /** Pairs, one of each, that have the same id, or are equal or complementary in at least 95 % of the shared runs. */
  readonly shared: readonly (readonly [string, string])[];
}

const top = 3;
const sameFrom = 0.95;

export function compareEvaluators(
  names: readonly [string, string],
  a: ResponseAudit,
  b: ResponseAudit,
): EvaluatorComparison {
  const place = new Map(b.matrix.runs.map((run, i) => [run, i]));
  const runs = a.matrix.runs.flatMap((run, i) => (place.has(run) ? [[i, place.get(run)!] as const] : []));
  const welfare = runs.flatMap(([i, j]) => {
    const [x, y] = [a.agreement.welfare[i]!, b.agreement.welfare[j]!];
    return x === null || y === null ? [] : [[x, y] as const];
  });
  const r = pearson(
    welfare.map(([x]) => x),
    welfare.map(([, y]) => y),
  ).estimate;
  const topForks = [topOf(a), topOf(b)] as const;
  const shared = topForks[0].flatMap((p) =>
    topForks[1]
      .filter((q) => {
        if (a.matrix.queries[p]!.id === b.matrix.queries[q]!.id) return true;
        const alike = runs.filter(([i, j]) => a.matrix.answers[p]![i] === b.matrix.answers[q]![j]).length / runs.length;
        return alike >= sameFrom || alike <= 1 - sameFrom;
      })
      .map((q) => [a.matrix.queries[p]!.id, b.matrix.queries[q]!.id] as const),
  );
  return {
    names,
    runs: runs.length,
    correlation: { value: r.value, ci: r.ci, reason: r.reason ?? null },
    topForks: [topForks[0].map((q) => a.matrix.queries[q]!.id), topForks[1].map((q) => b.matrix.queries[q]!.id)],
    shared,
  };
}

function topOf({ forks }: ResponseAudit): number[] {
  return forks.slice(0, top).map(({ query }) => query);
}
