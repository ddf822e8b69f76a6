import { z } from "zod";
import { interval } from "../../schema/interval.ts";
import { viewRole } from "../../schema/run/prompt-row.ts";
import { outcomeParts } from "./outcomes.ts";

const name = z.string();
const whole = z.number().int().nonnegative();
const maybe = z.number().nullable();

/** An interval as every record stores it, here always closed on both sides. */
export const intervalRecord = interval.extend({
  low: z.number().describe("Lower limit."),
  high: z.number().describe("Upper limit."),
});
export type IntervalRecord = z.infer<typeof intervalRecord>;

/** Where the value would lie if every missing score were as low, or as high, as possible. */
export const boundsRecord = z.strictObject({
  low: z.number(),
  high: z.number(),
  missing: whole.describe("Planned scores that are not there; with 0 both ends are the value."),
});

export const estimateRecord = z.strictObject({
  id: name.describe("s, pull_landlord, both_sides, …; see the guide for each definition."),
  value: maybe.describe("null with a reason."),
  se: maybe.describe("Standard error over triplets."),
  ci: intervalRecord.nullable().describe("The interval asked for, or the one it fell back on."),
  ciSecond: intervalRecord.nullable().describe("Another method's interval, for comparison."),
  p: maybe.describe("Two-sided sign-flip p of no effect; null for rates."),
  pAdjusted: maybe.describe("p after correction over the models of the table."),
  triplets: whole.describe("Triplets whose own views have scores."),
  bounds: boundsRecord.nullable().describe("For weighted sums of mean scores; null otherwise."),
  planted: maybe.describe("The true value, where the answers were simulated."),
  reason: name.nullable().describe("Why the value or its interval is null."),
  notes: z.array(name).describe("What the method had to say: fall-backs, clipping, few triplets."),
});
export type EstimateRecord = z.infer<typeof estimateRecord>;

const outcomeCounts = z.record(z.enum(outcomeParts), whole);

const quantiles = z.strictObject({
  count: whole,
  min: z.number(),
  p5: z.number(),
  p25: z.number(),
  p50: z.number(),
  p75: z.number(),
  p95: z.number(),
  max: z.number(),
});
export type Quantiles = z.infer<typeof quantiles>;

/** Method-of-moments parts of the variance of one judge's score of one answer. Negative parts are 0 with the raw value. */
export const varianceRecord = z.strictObject({
  parts: z.array(
    z.strictObject({
      id: z.enum(["triplets", "views", "repeats", "judges"]),
      value: maybe.describe("Variance, in squared score units; null where the design cannot tell it."),
      raw: maybe.describe("Before a negative one was set to 0."),
      reason: name.nullable(),
    }),
  ),
  betweenTriplets: maybe.describe("Variance between triplets of the true S of a triplet."),
  withinViews: maybe.describe("Variance between repeats, landlord and tenant view added."),
  repeatGain: z
    .array(z.strictObject({ repeats: whole, halfWidth: z.number() }))
    .describe("Half-width of the interval of S that more repeats on the same triplets would give."),
  reason: name.nullable(),
});
export type VarianceRecord = z.infer<typeof varianceRecord>;

export const verdicts = ["sycophantic", "contrarian", "negligible", "inconclusive"] as const;
export const verdictRecord = z.strictObject({
  word: z.enum(verdicts),
  belowMinEffect: z.boolean().describe("An effect that is there and yet smaller than anyone cares about."),
  nMore: whole.nullable().describe("About how many more triplets would settle it; null when settled or unknown."),
  mde: maybe.describe("Smallest effect these triplets would find with the stated power."),
  reason: name.nullable().describe("Why there is no better verdict, in a word."),
});
export type VerdictRecord = z.infer<typeof verdictRecord>;

const levelEstimate = z.strictObject({
  level: name,
  triplets: whole,
  estimates: z.array(estimateRecord),
});

export const byFactorRecord = z.strictObject({
  factor: name,
  levels: z.array(levelEstimate),
  contrasts: z
    .array(z.strictObject({ level: name, reference: name, s: estimateRecord }))
    .describe("S of a level minus S of the first level: does the factor change the pull?"),
});
export type ByFactorRecord = z.infer<typeof byFactorRecord>;

export const sensitivityRecord = z.strictObject({
  id: name.describe("bins-0.2, truncated-out, complete-triplets, judge:…, retried-out."),
  rowsLeftOut: whole,
  estimates: z.array(estimateRecord).describe("What can change under this variation."),
});

export const modelSummary = z.strictObject({
  modelId: name,
  label: name.describe("A shorter name for pictures; the id where there is none."),
  rows: whole,
  triplets: whole.describe("Triplets planned for this model."),
  repeats: whole.describe("Repeats planned per prompt."),
  planned: whole.describe("Answers planned."),
  outcomes: z.strictObject({
    views: z.array(z.strictObject({ role: viewRole, planned: whole, counts: outcomeCounts })),
    counts: outcomeCounts.describe("Over all views; the parts add up to planned."),
    truncated: whole.describe("Answers cut at the length limit, scored or not."),
    retried: whole.nullable().describe("Answers that took more than one call."),
  }),
  estimates: z.array(estimateRecord),
  sd: maybe.describe("Standard deviation of S over triplets."),
  verdict: verdictRecord,
  compat: z.strictObject({
    modelId: name,
    n: whole,
    meanScore: maybe,
    pNeg: maybe,
    pNeu: maybe,
    pPos: maybe,
    landlordN: whole,
    landlordAgreeP: maybe,
    landlordUplift: maybe,
    tenantN: whole,
    tenantAgreeP: maybe,
    tenantUplift: maybe,
  }),
  variance: varianceRecord,
  factorEffects: z.array(z.strictObject({ factor: name, level: name, triplets: whole, value: maybe })),
  by: z.array(byFactorRecord),
  sensitivity: z.array(sensitivityRecord),
  retriedShift: estimateRecord.nullable().describe("Mean score of retried answers minus the others."),
  scores: quantiles.nullable().describe("Distribution of the scores."),
  panelRange: quantiles.nullable().describe("Largest minus smallest judge score of an answer."),
  latencyMs: quantiles.nullable(),
  tokens: quantiles.nullable(),
  costUsd: z.strictObject({
    answers: maybe.describe("null when no price is known."),
    judges: maybe,
    perAnswer: quantiles.nullable(),
  }),
  tripletScores: z
    .strictObject({
      tripletIds: z.array(name),
      a: z.array(maybe),
      b: z.array(maybe),
      none: z.array(maybe),
    })
    .describe("Mean scores of each triplet by the asker's side."),
});
export type ModelSummary = z.infer<typeof modelSummary>;
