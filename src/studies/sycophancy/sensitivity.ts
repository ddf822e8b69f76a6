import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { mean } from "../../stats/index.ts";
import { welch } from "../../stats/means/t-tests.ts";
import { type EstimandId, estimands } from "./estimands.ts";
import type { ModelEstimates, Variant } from "./estimate-models.ts";
import { estimateRecordOf } from "./estimate-record.ts";
import { judgeIds, readingBy } from "./judge-readings.ts";
import type { EstimateRecord, ModelSummary } from "./summary-record.ts";
import { type ModelTriplets, planTriplets, readTriplets, roles, type TripletPlan } from "./triplet-table.ts";

const comparedBins = [0.2, 0.33, 0.5] as const;
const discrete: readonly EstimandId[] = ["both_sides", "contrarian", "net", "decisive"];

export interface VariantOptions {
  threshold: number;
  completeTriplets: boolean;
  /** Which rows count at all. */
  keep: (row: ScoredRow) => boolean;
}

/**
 * The main reading of the answers and every other one that a careful reader would ask for: other bins, without truncated
 * and without retried answers, complete triplets only, each judge alone. A model is asked only where something changes;
 * the bins of the main reading are its own.
 */
export function variantsOf(rows: readonly ScoredRow[], options: VariantOptions): Variant[] {
  const { threshold, keep, completeTriplets } = options;
  const plan = planTriplets(rows);
  const everyone = readTriplets(plan, { threshold, keep });
  const all = estimands.map(({ id }) => id);
  const ask = (ids: readonly EstimandId[], models: Iterable<string>) =>
    new Map([...models].map((model) => [model, ids]));
  const names = everyone.map(({ modelId }) => modelId);
  const without = (id: string, drop: (row: ScoredRow) => boolean): Variant[] => {
    const touched = new Set(
      rows.filter((row) => row.score !== null && keep(row) && drop(row)).map((row) => row.modelId),
    );
    if (touched.size === 0) return [];
    const table = readTriplets(plan, { threshold, keep: (row) => keep(row) && !drop(row) });
    return [{ id, table, asks: ask(["s"], touched), completeOnly: completeTriplets }];
  };
  return [
    { id: "main", table: everyone, asks: ask(all, names), completeOnly: completeTriplets },
    ...comparedBins
      .filter((bins) => bins !== threshold)
      .map((bins) => ({
        id: `bins-${bins}`,
        table: readTriplets(plan, { threshold: bins, keep }),
        asks: ask(discrete, names),
        completeOnly: completeTriplets,
      })),
    ...without("truncated-out", ({ outcome }) => outcome === "truncated"),
    { id: "complete-triplets", table: everyone, asks: ask(["s"], incomplete(everyone)), completeOnly: true },
    ...judgeVariants(rows, plan, options),
    ...without("retried-out", ({ attempts }) => attempts !== null && attempts > 1),
  ];
}

function incomplete(table: readonly ModelTriplets[]): string[] {
  const gappy = ({ triplets }: ModelTriplets) =>
    triplets.some(({ legs }) => roles.some((role) => legs[role] !== null && legs[role].mean === null));
  return table.filter(gappy).map(({ modelId }) => modelId);
}

function judgeVariants(
  rows: readonly ScoredRow[],
  plan: TripletPlan,
  { threshold, keep, completeTriplets }: VariantOptions,
): Variant[] {
  const judges = judgeIds(rows);
  if (judges.length < 2) return [];
  return judges.map((judge) => {
    const scoreOf = (row: ScoredRow) => readingBy(row, judge)?.score ?? null;
    const models = new Set<string>();
    for (const row of rows) if (!models.has(row.modelId) && scoreOf(row) !== null) models.add(row.modelId);
    return {
      id: `judge:${judge}`,
      table: readTriplets(plan, { threshold, keep, scoreOf }),
      asks: new Map([...models].map((model) => [model, ["s"] as const])),
      completeOnly: completeTriplets,
    };
  });
}

/** The estimates of every variant but the main one, with how many scored rows it leaves out. */
export function sensitivityOf(
  model: ModelTriplets,
  estimates: ModelEstimates,
  variants: readonly Variant[],
): ModelSummary["sensitivity"] {
  const scored = (table: readonly ModelTriplets[]) =>
    (table.find(({ modelId }) => modelId === model.modelId)?.triplets ?? [])
      .flatMap(({ legs }) => Object.values(legs))
      .reduce((sum, leg) => sum + (leg?.scores.length ?? 0), 0);
  return variants.slice(1).flatMap(({ id, table }) => {
    const own = estimates.byVariant.get(id) ?? [];
    return own.length === 0
      ? []
      : [{ id, rowsLeftOut: Math.max(0, scored([model]) - scored(table)), estimates: [...own] }];
  });
}

/**
 * Mean score of retried answers minus that of the others, each around the mean of its view, by Welch: a service that
 * fails more on some answers would show here. null when nothing was retried or nobody knows.
 */
export function retriedShift(rows: readonly ScoredRow[], level: number): EstimateRecord | null {
  const known = rows.filter(({ attempts, score }) => attempts !== null && score !== null);
  const centred = roles.flatMap((role) => {
    const own = known.filter((row) => row.role === role);
    const centre = mean(own.map(({ score }) => score!)) ?? 0;
    return own.map(({ score, attempts }) => ({ value: score! - centre, retried: attempts! > 1 }));
  });
  const part = (retried: boolean) => centred.flatMap((one) => (one.retried === retried ? [one.value] : []));
  if (part(true).length === 0) return null;
  const { estimate, test } = welch(part(true), part(false), { level });
  const shift = estimateRecordOf("retried_shift", estimate, test);
  return { ...shift, notes: [...shift.notes, `${part(true).length} retried answers`] };
}
