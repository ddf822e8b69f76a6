import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { planStudy } from "./plan.ts";
import type { ResolvedConfig } from "./summarise-options.ts";
import type { ModelSummary } from "./summary-record.ts";
import type { PlanRecord } from "./sycophancy-summary.ts";

export interface PilotPlanOptions {
  /** Models of the study to come. Default: as many as the pilot has. */
  models?: number;
  /** The grid of designs. */
  triplets?: readonly number[];
  repeats?: readonly number[];
}

/** Planned for the widest model of a pilot, at its calls and prices: what settles that one settles the others. */
export function planFromPilot(
  models: readonly Pick<ModelSummary, "sd" | "variance">[],
  rows: readonly ScoredRow[],
  config: Pick<ResolvedConfig, "minEffect" | "power" | "alpha" | "level">,
  options: PilotPlanOptions = {},
): PlanRecord {
  const widest = models.filter(({ sd }) => sd !== null && sd > 0).sort((a, b) => b.sd! - a.sd!)[0];
  const { betweenTriplets = null, withinViews = null } = widest?.variance ?? {};
  const scored = rows.filter(({ score }) => score !== null);
  const readings = scored.reduce((sum, row) => sum + (row.judges.length || (row.scorerModel === null ? 0 : 1)), 0);
  const answered = rows.flatMap(({ costUsd }) => costUsd ?? []);
  const judged = rows.flatMap(({ evalCostUsd }) => evalCostUsd ?? []);
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return planStudy({
    ...{ effect: config.minEffect || 0.05, power: config.power, alpha: config.alpha, level: config.level },
    pilot: widest === undefined ? null : { betweenTriplets: betweenTriplets ?? widest.sd! ** 2, withinViews },
    views: new Set(rows.flatMap(({ role }) => role ?? [])).size,
    models: options.models ?? models.length,
    readings: scored.length === 0 ? 0 : Math.round(readings / scored.length),
    usdPerAnswer: answered.length === 0 ? null : total(answered) / answered.length,
    ...(options.triplets === undefined ? {} : { triplets: options.triplets }),
    ...(options.repeats === undefined ? {} : { repeats: options.repeats }),
    usdPerReading: judged.length === 0 || readings === 0 ? null : total(judged) / readings,
  });
}
