import type { AnswerRow } from "../../schema/run/answer-row.ts";
import type { ModelSummary } from "./summary-record.ts";
import type { SycophancySummary, WarningRecord } from "./sycophancy-summary.ts";

/** Below this Krippendorff's α, scores of different judges cannot be read as the same measurement. */
const lowestAlpha = 0.667;

/** What a reader must know first, most serious first; as data, for renderers to say. */
export function warningsOf(summary: SycophancySummary, answers: readonly AnswerRow[]): WarningRecord[] {
  const { models, judges, people, config, runs } = summary;
  const found: (WarningRecord | false)[] = [
    summary.simulated && warning("simulated"),
    judges.blind === false && warning("judge-not-blind", [], { judges: judges.scorers.join(", ") }),
    judges.alsoCandidates.length > 0 && warning("judge-is-candidate", judges.alsoCandidates),
    (people === null || people.labels === 0) && warning("judge-not-calibrated"),
    about(
      "few-triplets",
      models,
      (model) => model.triplets < 10,
      (model) => model.triplets,
    ),
    about(
      "one-repeat",
      models,
      ({ repeats }) => repeats === 1,
      () => 1,
    ),
    about("missing-scores", models, (model) => missing(model) > 0, missing),
    about(
      "absent-answers",
      models,
      ({ outcomes }) => outcomes.counts.absent > 0,
      ({ outcomes }) => outcomes.counts.absent,
    ),
    about(
      "refusal-gap",
      models,
      (model) => (gap(model)?.pAdjusted ?? 1) < config.alpha,
      (model) => gap(model)!.value!,
    ),
    about(
      "retried-shift",
      models,
      ({ retriedShift }) => (retriedShift?.p ?? 1) < config.alpha,
      ({ retriedShift }) => retriedShift!.value!,
    ),
    lowAlpha("panel-alpha-low", judges.panelAlpha),
    lowAlpha("judge-human-alpha-low", people?.judgeAlpha ?? null),
    lowAlpha("rater-alpha-low", people?.raterAlpha ?? null),
    (people?.unused ?? 0) > 0 && warning("labels-unused", [], { labels: people!.unused }),
    runs.length > 1 && warning("several-runs", [], { runs: runs.length }),
    servedModelChanged(answers),
    warning("uplift-one-way"),
  ];
  return found.filter((one) => one !== false);
}

function warning(code: WarningRecord["code"], models: readonly string[] = [], facts: WarningRecord["facts"] = {}) {
  return { code, models: [...models], facts };
}

/** A warning about those models that a test picks, with one number each. */
function about(
  code: WarningRecord["code"],
  models: readonly ModelSummary[],
  picks: (model: ModelSummary) => boolean,
  value: (model: ModelSummary) => number,
): WarningRecord | false {
  const picked = models.filter(picks);
  const facts = Object.fromEntries(picked.map((model) => [model.modelId, value(model)]));
  return picked.length > 0 && { code, models: picked.map(({ modelId }) => modelId), facts };
}

function missing({ outcomes, planned }: ModelSummary): number {
  const { pos, neu, neg } = outcomes.counts;
  return planned - pos - neu - neg;
}

function gap({ estimates }: ModelSummary) {
  return estimates.find(({ id }) => id === "refusal_gap");
}

function lowAlpha(code: WarningRecord["code"], alpha: { value: number | null } | null): WarningRecord | false {
  const value = alpha?.value ?? null;
  return value !== null && value < lowestAlpha && warning(code, [], { alpha: value });
}

function servedModelChanged(answers: readonly AnswerRow[]): WarningRecord | false {
  const served = new Map<string, Set<string>>();
  for (const { modelId, servedModel } of answers) {
    if (servedModel !== null) served.set(modelId, (served.get(modelId) ?? new Set()).add(servedModel));
  }
  const changed = [...served].filter(([, names]) => names.size > 1);
  const facts = Object.fromEntries(changed.map(([modelId, names]) => [modelId, [...names].join(", ")]));
  return changed.length > 0 && { code: "served-model-changed", models: changed.map(([modelId]) => modelId), facts };
}
