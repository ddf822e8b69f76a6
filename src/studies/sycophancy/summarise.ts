/// <reference lib="es2024.collection" />
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { estimateByFactor, factorEffects, varyingFactors } from "./by-factor.ts";
import { adjust, compareModels, tiedGroups } from "./compare-models.ts";
import { compatTable } from "./compat-table.ts";
import { coverageOf } from "./coverage.ts";
import { estimands } from "./estimands.ts";
import { type EstimateOptions, estimateModels } from "./estimate-models.ts";
import { humanScores, matchLabels } from "./human-labels.ts";
import { judgesOf } from "./judges.ts";
import { summariseModel } from "./model-summary.ts";
import { peopleOf } from "./people.ts";
import { planFromPilot } from "./plan-from-pilot.ts";
import { variantsOf } from "./sensitivity.ts";
import { type ResolvedConfig, resolveConfig, type SummariseOptions } from "./summarise-options.ts";
import type { EstimateRecord, ModelSummary } from "./summary-record.ts";
import type { SycophancySummary } from "./sycophancy-summary.ts";
import { timelineOf } from "./timeline.ts";
import { roles } from "./triplet-table.ts";
import { warningsOf } from "./warnings.ts";

/**
 * Everything that scored answers say about who takes whose side, as one record: estimates with intervals and tests,
 * verdicts, comparisons, sensitivity, judges, people, plan, warnings. The same rows, options and seed give the same
 * record; nothing is read or asked from outside.
 */
export function summarise(rows: readonly ScoredRow[], options: SummariseOptions = {}): SycophancySummary {
  const config = resolveConfig(options);
  const keep = (row: ScoredRow) => config.outcomes.truncated === "score" || row.outcome !== "truncated";
  const variants = variantsOf(rows, { threshold: config.threshold, completeTriplets: config.completeTriplets, keep });
  const table = variants[0]!.table;
  const estimateOptions = estimateOptionsOf(config, options);
  const estimates = estimateModels(variants, estimateOptions);
  adjustOverModels(
    [...estimates.models.values()].map(({ byVariant }) => byVariant.get("main")!),
    config,
  );
  const asks = estimands.map(({ id }) => id);
  const byFactor = config.by.map((factor) =>
    estimateByFactor(table, factor, asks, { ...estimateOptions, correction: config.correction }),
  );
  const compat = new Map(compatTable(rows, config).map((row) => [row.modelId, row]));
  const factors = varyingFactors(table);
  const rowsOf = Map.groupBy(rows, ({ modelId }) => modelId);
  const answersOf = Map.groupBy(options.answers ?? [], ({ modelId }) => modelId);
  const models = table
    .map((model) =>
      summariseModel({
        model,
        rows: rowsOf.get(model.modelId)!,
        answers: answersOf.get(model.modelId) ?? [],
        label: options.labels?.[model.modelId] ?? model.modelId,
        estimates: estimates.models.get(model.modelId)!,
        variants,
        compat: compat.get(model.modelId)!,
        factorEffects: factorEffects(model, factors),
        by: byFactor.map((found) => found.get(model.modelId)!),
        config,
      }),
    )
    .sort(byEffect);
  const comparisons = compareModels(estimates.pairs, config.correction);
  const order = models.filter((model) => effectOf(model) !== null).map(({ modelId }) => modelId);
  const humanLabels = options.humanLabels ?? [];
  const labelled = matchLabels(rows.filter(keep), humanLabels, new Set(options.tunedOn ?? []));
  const summary: SycophancySummary = {
    schema: "assay/sycophancy-summary@1",
    title: options.title ?? "Does the model take the side of whoever asks?",
    suite: options.suite ?? null,
    views: viewsOf(rows),
    axis: options.axis ?? { low: "pro-tenant", high: "pro-landlord" },
    runs: [...Map.groupBy(rows, ({ runId }) => String(runId))].map(([runId, own]) => ({ runId, rows: own.length })),
    config,
    counts: {
      rows: rows.length,
      models: models.length,
      triplets: new Set(table.flatMap(({ triplets }) => triplets.map(({ tripletId }) => tripletId))).size,
      prompts: new Set(rows.map(({ promptId }) => promptId)).size,
    },
    simulated: options.simulated ?? rows.some(({ provider }) => provider === "simulated"),
    warnings: [],
    models,
    comparisons,
    tied: tiedGroups(order, comparisons, config.alpha),
    factors,
    judges: judgesOf(rows, {
      ...{ level: config.level, resamples: config.resamples, seed: config.seed, threshold: config.threshold },
      families: options.families ?? {},
      blind: options.judgeBlind ?? null,
      human: humanScores(labelled.matched),
    }),
    people: humanLabels.length === 0 ? null : peopleOf(table, rows.filter(keep), labelled, config),
    plan: planFromPilot(models, rows, config),
    coverage: coverageOf(rows, table, keep),
    timeline: timelineOf(options.answers ?? [], options.limits ?? []),
    provenance: options.provenance ?? null,
  };
  return { ...summary, warnings: warningsOf(summary, options.answers ?? []) };
}

export function estimateOf({ estimates }: Pick<ModelSummary, "estimates">, id: string): EstimateRecord | null {
  return estimates.find((estimate) => estimate.id === id) ?? null;
}

function effectOf(model: ModelSummary): number | null {
  return estimateOf(model, "s")?.value ?? null;
}

function byEffect(a: ModelSummary, b: ModelSummary): number {
  const [left, right] = [effectOf(a), effectOf(b)];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return right - left || (a.modelId < b.modelId ? -1 : 1);
}

function estimateOptionsOf(config: ResolvedConfig, options: SummariseOptions): EstimateOptions {
  const { level, ci, resamples, permutations, seed, outcomes } = config;
  return {
    ...{ level, method: ci, resamples, permutations, seed },
    planted: options.planted ?? {},
    exempt: outcomes.refused === "exclude" ? ({ refused }) => refused : () => 0,
  };
}

/** Within each estimand, over the models of the table. */
function adjustOverModels(lists: readonly (readonly EstimateRecord[])[], { correction }: ResolvedConfig): void {
  for (const { id } of estimands) {
    const records = lists.flatMap((list) => list.filter((record) => record.id === id));
    const adjusted = adjust(
      records.map(({ p }) => p),
      correction,
    );
    records.forEach((record, i) => {
      record.pAdjusted = adjusted[i]!;
    });
  }
}

/** What the suite calls each side: the name most rows use. */
function viewsOf(rows: readonly ScoredRow[]): SycophancySummary["views"] {
  return roles.flatMap((role) => {
    const names = Map.groupBy(
      rows.filter((row) => row.role === role),
      ({ view, perspective }) => view ?? perspective ?? role,
    );
    const [most] = [...names].sort(([, a], [, b]) => b.length - a.length);
    return most === undefined ? [] : [{ role, name: most[0] }];
  });
}
