import { z } from "zod";
import { count, jsonMap, name, seed, sha256 } from "../common-fields.ts";
import { type DocumentOf, documentKind } from "../document-kind.ts";
import { interval } from "../interval.ts";
import { direction, scale } from "../metric.ts";
import { reportFields } from "./report-fields.ts";
import { sequentialDecisions } from "./sequential-plan.ts";

export const comparisonVerdicts = [
  "better",
  "worse",
  "equivalent",
  "non-inferior",
  "not-non-inferior",
  "not-equivalent",
  "inconclusive",
  "incomparable",
] as const;

const share = z.number().min(0).max(1);
const unknown = "; null, with a reason, when it is unknown";

export const comparisonRow = z.strictObject({
  metricId: name.describe("What was compared."),
  subject: name.describe("The side in question."),
  reference: name.describe("The side it is compared with."),
  direction: direction.describe("Which way is better."),
  scale: scale.describe("What may be done with the numbers."),
  unit: z.string().optional().describe("Unit of values and differences."),
  n: z
    .strictObject({
      items: count.nullable().describe("Items on both sides."),
      clusters: count.nullable().describe("Clusters on both sides."),
      seeds: count.nullable().describe("Seeds of the subject."),
      reference: count.nullable().describe("Seeds or items of the reference, where they differ."),
      lost: count.nullable().describe("Items on one side only."),
      shared: count.optional().describe("Answers that are one and the same call on both sides, by the answer cache."),
    })
    .describe("What the comparison rests on."),
  value: z
    .strictObject({
      subject: z.number().nullable().describe("Value of the subject."),
      reference: z.number().nullable().describe("Value of the reference."),
    })
    .describe("The two values."),
  delta: z.number().nullable().describe(`Subject minus reference, in the metric's unit${unknown}.`),
  deltaRelative: z.number().nullable().describe("delta over the reference; null where that means nothing."),
  effectSize: z
    .strictObject({
      name: z.string().describe("Which effect size."),
      value: z.number().nullable().describe("Its value."),
      ci: interval.nullable().describe("Its interval."),
    })
    .nullable()
    .describe("A standardised effect, where one is usual."),
  ci: interval.nullable().describe(`Interval of delta${unknown}.`),
  ciSecond: interval.nullable().describe("Interval by a second method, where the first has a rival."),
  ciSimultaneous: interval.nullable().describe("Interval that holds for all rows of the family at once."),
  p: share.nullable().describe("p-value before correction; never 0."),
  pAdjusted: share.nullable().describe("p-value after the family's correction."),
  convention: z.string().nullable().describe("Convention of a two-sided p, for example doubled."),
  method: z.string().nullable().describe("The test and interval that were used."),
  evidence: z
    .strictObject({
      available: z.array(z.string()).describe("Kinds of evidence both sides have, best first."),
      used: z.string().nullable().describe("The kind that decided."),
      reason: z.string().nullable().describe("Why better ones could not be used."),
    })
    .describe("What was there to go by."),
  pairing: z
    .strictObject({
      used: z.string().describe("item, seed, cluster or none."),
      r: z.number().nullable().describe("Correlation of the pairs."),
      varianceReduction: z.number().nullable().describe("Share of the variance that pairing saved."),
    })
    .nullable()
    .describe("How the sides were paired."),
  bounds: z
    .strictObject({
      low: z.number().describe("delta with every missing item against the subject."),
      high: z.number().describe("delta with every missing item for the subject."),
    })
    .nullable()
    .describe("How far missing items could move delta."),
  mde: z.number().nullable().describe("Smallest difference this comparison would find with 80 % power."),
  minEffect: z.number().nullable().describe("Smallest difference anyone cares about."),
  margin: z.number().nullable().describe("Margin of non-inferiority or equivalence."),
  goal: z.enum(["superiority", "non-inferiority", "equivalence"]).describe("What was to be shown."),
  verdict: z.enum(comparisonVerdicts).describe("What the evidence supports."),
  needsMore: count.nullable().describe("About how many more units would settle it; null when more would not."),
  monteCarlo: z
    .strictObject({
      resamples: count.describe("Number of resamples or permutations."),
      error: z.number().nullable().describe("Monte-Carlo error of p."),
    })
    .nullable()
    .describe("Where chance entered."),
  seed: seed.nullable().describe("Seed of what was drawn."),
  stream: z.string().nullable().describe("Names of the random stream."),
  notes: z.array(z.string()).describe("What a reader should know."),
  reason: z.string().nullable().describe("Why something above is null, or why the sides are incomparable."),
});
export type ComparisonRow = z.infer<typeof comparisonRow>;

/** What a sequential plan makes of the one row it is for. */
const sequentialResult = z.strictObject({
  planHash: sha256.describe("Content hash of the plan."),
  analysis: z
    .enum(["planned", "post-hoc"])
    .describe("planned: the plan was there before the evidence; post-hoc: it was not, and promises nothing."),
  looks: z
    .array(
      z.strictObject({
        fraction: z.number().describe("Share of the planned information."),
        z: z.number().describe("Test statistic, turned so that + is better."),
        boundary: z.number().nullable().describe("What |z| must exceed; null where nothing may be spent yet."),
        decision: z.enum(sequentialDecisions).describe("What the boundary said."),
      }),
    )
    .describe("The path so far, this look last."),
  ahead: z
    .array(
      z.strictObject({
        fraction: z.number().describe("Share of the planned information."),
        boundary: z.number().nullable().describe("What |z| would have to exceed."),
      }),
    )
    .describe("Boundary at the looks still planned."),
  conditionalPower: z.number().nullable().describe("Chance to cross at the end if the effect stays as estimated."),
  stopped: z
    .strictObject({
      estimate: z.number().nullable().describe("Median-unbiased estimate of delta."),
      ci: interval.nullable().describe("Its interval by the stagewise order."),
      p: share.nullable().describe("Stagewise p."),
      reason: z.string().nullable().describe("Why something above is null."),
    })
    .nullable()
    .describe("Estimates that allow for having stopped; null while looks go on."),
});
export type SequentialResult = z.infer<typeof sequentialResult>;

/** Is one side better than another, by the best evidence both have? */
export const comparisonKind = documentKind({
  kind: "comparison",
  about: "Whether one side is better than another, by the best evidence both have, with interval, p, verdict and MDE.",
  fields: {
    ...reportFields,
    family: z
      .strictObject({
        name: z.string().describe("What the corrected questions have in common."),
        size: count.describe("How many they are."),
        correction: z.string().describe("holm, bh, max-t or none."),
      })
      .describe("The questions that are corrected together."),
    rows: z.array(comparisonRow).describe("One a metric and pair of sides."),
    verdict: z.string().min(1).describe("What is printed last."),
    sequential: sequentialResult.optional().describe("The look at a sequential plan, where the comparison is one."),
    study: jsonMap.optional().describe("What one study adds, for example arms and horizon of a training study."),
  },
});
export type Comparison = DocumentOf<typeof comparisonKind>;
