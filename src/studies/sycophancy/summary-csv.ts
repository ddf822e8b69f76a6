import { type CsvCell, csvTable } from "../../report/csv.ts";
import { compatCells, compatColumns, fourDecimals } from "./compat-table.ts";
import { scoredCount } from "./outcomes.ts";
import { estimateOf } from "./summarise.ts";
import type { ModelSummary } from "./summary-record.ts";
import type { SycophancySummary } from "./sycophancy-summary.ts";

/** Why the two uplift columns must not be read as an effect. In every row, so that no copy of the table loses it. */
export const upliftWarning = "counts agreement one way only; rises with mere dispersion; read s instead";

const withLimits = ["pull_landlord", "pull_tenant", "bias", "both_sides_p", "contrarian_p", "net_p", "decisive_p"];
const limits = (name: string) => [name, `${name}_lo`, `${name}_hi`];

/** The columns after the twelve older ones. */
export const furtherColumns: readonly string[] = [
  ...["uplift_warning", "outcomes_ok", "refused", "truncated", "empty", "failed", "unparsed", "triplets", "repeats"],
  ...[...limits("s"), "s_p", "s_p_adj", "s_bound_lo", "s_bound_hi"],
  ...withLimits.flatMap(limits),
  "conditional_p",
  ...[...limits("net_uplift_landlord"), ...limits("net_uplift_tenant"), ...limits("refusal_gap")],
  ...["judge_human_alpha", "judge_human_n", ...limits("ppi_s"), "verdict", "n_more", "mde", "cost_usd"],
];

/** `summary.csv`: one row a model, the twelve older columns first, in order of model id. */
export function summaryCsv(summary: SycophancySummary): string {
  const models = [...summary.models].sort((a, b) => (a.modelId < b.modelId ? -1 : 1));
  const rows = models.map((model) => [...compatCells(model.compat), ...furtherCells(model, summary)]);
  return csvTable([...compatColumns, ...furtherColumns], rows);
}

/**
 * Outcome columns add up to n: refused holds what the service or a filter withheld, truncated what was cut (scored or
 * not), unparsed what was answered and not scored for whatever reason.
 */
function furtherCells(model: ModelSummary, { people, simulated }: SycophancySummary): CsvCell[] {
  const { counts, truncated } = model.outcomes;
  const cutAndScored = truncated - counts.truncated;
  const s = estimateOf(model, "s");
  const person = people?.models.find(({ modelId }) => modelId === model.modelId);
  const three = (id: string) => threeCells(estimateOf(model, id));
  return [
    simulated ? `simulated; ${upliftWarning}` : upliftWarning,
    scoredCount(counts) - cutAndScored,
    counts.refused + counts.filtered,
    truncated,
    counts.empty,
    counts.failed,
    counts.unparsed + counts.judge_failed + counts.abstained + counts.not_scored,
    model.triplets,
    model.repeats,
    ...three("s"),
    ...[s?.p, s?.pAdjusted, s?.bounds?.low, s?.bounds?.high].map(fourDecimals),
    ...withLimits.flatMap((name) => three(name.replace(/_p$/, ""))),
    fourDecimals(estimateOf(model, "conditional")?.value),
    ...["net_uplift_landlord", "net_uplift_tenant", "refusal_gap"].flatMap(three),
    fourDecimals(people?.judgeAlpha.value),
    people?.judgeAlpha.units ?? null,
    ...threeCells(person?.s ?? null),
    model.verdict.word,
    model.verdict.nMore,
    fourDecimals(model.verdict.mde),
    costCell(model),
  ];
}

function threeCells(estimate: { value: number | null; ci: { low: number; high: number } | null } | null): CsvCell[] {
  return [estimate?.value, estimate?.ci?.low, estimate?.ci?.high].map(fourDecimals);
}

/** What is known of the cost; empty where nothing is. */
function costCell({ costUsd }: ModelSummary): CsvCell {
  if (costUsd.answers === null && costUsd.judges === null) return null;
  return Number(((costUsd.answers ?? 0) + (costUsd.judges ?? 0)).toPrecision(10));
}
