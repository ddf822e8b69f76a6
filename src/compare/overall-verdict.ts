import type { Comparison, ComparisonRow } from "../schema/report/comparison.ts";

/** From what must be known first to what may be said last. */
const bySeverity = [
  "worse",
  "not-non-inferior",
  "not-equivalent",
  "incomparable",
  "inconclusive",
  "equivalent",
  "non-inferior",
  "better",
] as const satisfies readonly ComparisonRow["verdict"][];

/** The verdict over all rows: the gravest one. */
export function overallVerdict(rows: readonly Pick<ComparisonRow, "verdict">[]): ComparisonRow["verdict"] {
  return bySeverity.find((verdict) => rows.some((row) => row.verdict === verdict)) ?? "incomparable";
}

/** What the command exits with; a function of the printed verdict. */
export function exitCodeOf(verdict: ComparisonRow["verdict"], options: { strict: boolean }): Comparison["exitCode"] {
  if (verdict === "worse" || verdict === "not-non-inferior" || verdict === "not-equivalent") return 1;
  if (verdict === "incomparable") return 3;
  return verdict === "inconclusive" && options.strict ? 4 : 0;
}
