import type { AnswerRow } from "../../schema/run/answer-row.ts";
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { standardDeviation, sum } from "../../stats/index.ts";
import type { CompatRow } from "./compat-table.ts";
import { completeTriplets, contributionOf, estimands } from "./estimands.ts";
import type { ModelEstimates, Variant } from "./estimate-models.ts";
import { countOutcomes } from "./outcomes.ts";
import { quantileSummary } from "./quantile-summary.ts";
import { retriedShift, sensitivityOf } from "./sensitivity.ts";
import type { ResolvedConfig } from "./summarise-options.ts";
import type { ModelSummary } from "./summary-record.ts";
import type { ModelTriplets, Triplet } from "./triplet-table.ts";
import { varianceParts } from "./variance-parts.ts";
import { verdictOf } from "./verdict.ts";

export interface ModelSummaryInput {
  model: ModelTriplets;
  rows: readonly ScoredRow[];
  answers: readonly AnswerRow[];
  label: string;
  estimates: ModelEstimates;
  variants: readonly Variant[];
  compat: CompatRow;
  factorEffects: ModelSummary["factorEffects"];
  by: ModelSummary["by"];
  config: ResolvedConfig;
}

const s = estimands.find(({ id }) => id === "s")!;

/** All that is said about one model. */
export function summariseModel(input: ModelSummaryInput): ModelSummary {
  const { model, rows, answers, estimates, config } = input;
  const main = [...estimates.byVariant.get("main")!];
  const effect = main.find(({ id }) => id === "s")!;
  const counted = config.completeTriplets ? completeTriplets(model.triplets) : model.triplets;
  const sd = standardDeviation(counted.flatMap((triplet) => contributionOf(s, triplet)?.numerator ?? []));
  const { planned, ...outcomes } = countOutcomes(model, rows, config.threshold);
  return {
    modelId: model.modelId,
    label: input.label,
    rows: rows.length,
    triplets: model.triplets.length,
    repeats: model.repeats,
    planned,
    outcomes,
    estimates: main,
    sd,
    verdict: verdictOf({ ...effect, sd }, config),
    compat: input.compat,
    variance: varianceParts(model, rows, s, config.level),
    factorEffects: input.factorEffects,
    by: input.by,
    sensitivity: sensitivityOf(model, estimates, input.variants),
    retriedShift: retriedShift(rows, config.level),
    scores: quantileSummary(rows.flatMap(({ score }) => score ?? [])),
    panelRange: quantileSummary(rows.flatMap(({ panelRange }) => panelRange ?? [])),
    latencyMs: quantileSummary(answers.flatMap(({ latencyMs }) => latencyMs ?? [])),
    tokens: quantileSummary(answers.flatMap(({ totalTokens }) => totalTokens ?? [])),
    costUsd: costOf(rows, answers),
    tripletScores: {
      tripletIds: model.triplets.map(({ tripletId }) => tripletId),
      a: means(model.triplets, "a"),
      b: means(model.triplets, "b"),
      none: means(model.triplets, "none"),
    },
  };
}

function means(triplets: readonly Triplet[], role: "a" | "b" | "none"): (number | null)[] {
  return triplets.map(({ legs }) => legs[role]?.mean ?? null);
}

/** Sums of what is known; null, never 0, where nothing is. */
function costOf(rows: readonly ScoredRow[], answers: readonly AnswerRow[]): ModelSummary["costUsd"] {
  const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  const perAnswer = known((answers.length > 0 ? answers : rows).map(({ costUsd }) => costUsd));
  const judges = known(rows.map(({ evalCostUsd }) => evalCostUsd));
  return {
    answers: perAnswer.length === 0 ? null : sum(perAnswer),
    judges: judges.length === 0 ? null : sum(judges),
    perAnswer: quantileSummary(perAnswer),
  };
}
