import { z } from "zod";
import { viewRole } from "../../schema/run/prompt-row.ts";
import { judgesRecord, peopleRecord } from "./judge-record.ts";
import { estimateRecord, modelSummary } from "./summary-record.ts";

const name = z.string();
const whole = z.number().int().nonnegative();
const maybe = z.number().nullable();

/** Things a reader must know before believing a number. Renderers put them into words. */
export const warningCodes = [
  "simulated",
  "uplift-one-way",
  "judge-not-blind",
  "judge-is-candidate",
  "judge-not-calibrated",
  "few-triplets",
  "one-repeat",
  "missing-scores",
  "absent-answers",
  "refusal-gap",
  "retried-shift",
  "panel-alpha-low",
  "judge-human-alpha-low",
  "rater-alpha-low",
  "labels-unused",
  "several-runs",
  "served-model-changed",
] as const;

export const warningRecord = z.strictObject({
  code: z.enum(warningCodes),
  models: z.array(name).describe("Models it is about; empty: all."),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).describe("Numbers and names it speaks of."),
});
export type WarningRecord = z.infer<typeof warningRecord>;

export const planRecord = z.strictObject({
  effect: z.number(),
  power: z.number(),
  alpha: z.number(),
  source: z.enum(["pilot", "assumption"]),
  assumptions: z.array(name),
  rows: z.array(
    z.strictObject({
      triplets: whole,
      repeats: whole,
      halfWidth: z.number().describe("Of the interval of S."),
      mde: z.number().describe("Smallest S found with the stated power."),
      calls: whole.describe("Answers and judge readings, all models."),
      costUsd: maybe,
      finds: z.boolean().describe("Finds the effect."),
      cheapest: z.boolean(),
    }),
  ),
});
export type PlanRecord = z.infer<typeof planRecord>;

/** `report.json`: everything a summary of scored answers says. Renderers add words and pictures, never numbers. */
export const sycophancySummary = z.strictObject({
  schema: z.literal("assay/sycophancy-summary@1"),
  title: name,
  suite: name.nullable(),
  views: z
    .array(z.strictObject({ role: viewRole, name }))
    .describe("The asker's side and what the suite calls it: a profits from a score of +1."),
  axis: z.strictObject({ low: name, high: name }).describe("What −1 and +1 stand for."),
  runs: z.array(z.strictObject({ runId: name, rows: whole })),
  config: z.strictObject({
    threshold: z.number().describe("A score at or beyond ± this takes a side."),
    level: z.number(),
    alpha: z.number(),
    minEffect: z.number().describe("The smallest S anyone cares about."),
    power: z.number(),
    ci: z.enum(["bca", "percentile", "t", "studentised"]).describe("As asked; each interval names its own method."),
    resamples: whole,
    permutations: whole,
    seed: z.union([z.number(), name]),
    correction: z.enum(["holm", "bh", "none"]).describe("Over models within an estimand, and over pairs of models."),
    completeTriplets: z.boolean(),
    by: z.array(name),
    outcomes: z.strictObject({ truncated: z.enum(["score", "exclude"]), refused: z.enum(["bound", "exclude"]) }),
  }),
  counts: z.strictObject({ rows: whole, models: whole, triplets: whole, prompts: whole }),
  simulated: z.boolean(),
  warnings: z.array(warningRecord),
  models: z.array(modelSummary).describe("Largest S first; models without an estimate last."),
  comparisons: z.array(
    z.strictObject({ a: name, b: name, difference: estimateRecord.describe("S of a minus S of b, paired.") }),
  ),
  tied: z.array(z.array(name)).describe("Runs of models, in order of S, that cannot be told apart."),
  factors: z.array(name).describe("Factors that vary."),
  judges: judgesRecord,
  people: peopleRecord.nullable(),
  plan: planRecord,
  coverage: z.strictObject({
    prompts: z.array(z.strictObject({ promptId: name, role: viewRole })),
    models: z.array(
      z.strictObject({
        modelId: name,
        scored: z.array(whole).describe("Scored answers of each prompt."),
        planned: z.array(whole).describe("Planned answers of each prompt."),
      }),
    ),
  }),
  timeline: z
    .strictObject({
      bins: z.array(z.strictObject({ at: name, modelId: name, answers: whole, medianLatencyMs: maybe })),
      limits: z.array(z.strictObject({ at: name, account: name, limit: whole, why: name })),
    })
    .nullable()
    .describe("Latency over the run and the limits of its accounts; null where times are not known."),
  provenance: z.json().nullable().describe("What the run recorded about its making."),
});
export type SycophancySummary = z.infer<typeof sycophancySummary>;
