import { z } from "zod";
import { count, name, sha256, timestamp } from "../common-fields.ts";
import { type DiskObject, type DocumentOf, documentKind } from "../document-kind.ts";

export const sequentialDecisions = ["continue", "futile", "better", "worse", "not-shown"] as const;

/** One look at the data under a plan. */
export const sequentialLook = z.strictObject({
  look: count.describe("Which look, from 1."),
  at: timestamp.describe("When it was taken, UTC."),
  planned: z.boolean().describe("True when it lies at one of the planned shares of the information."),
  postHoc: z.boolean().describe("True when the evidence was complete before the plan was made."),
  information: z.number().positive().describe("Units behind the estimate, in the plan's unit."),
  fraction: z.number().gt(0).max(1).describe("Share of the planned information."),
  delta: z.number().describe("Subject minus reference, in the metric's unit."),
  se: z.number().positive().describe("Its standard error, as wide as the test's own distribution makes it."),
  z: z.number().describe("Test statistic on the normal scale, turned so that + is better."),
  boundary: z.number().positive().nullable().describe("What |z| must exceed; null where nothing may be spent yet."),
  spent: z.number().min(0).max(1).describe("Error spent up to this look."),
  conditionalPower: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe("Chance to cross at the end if the effect stays as estimated; null at the last look."),
  decision: z
    .enum(sequentialDecisions)
    .describe("What the boundary says; futile is advice and binds nobody, not-shown ends the plan."),
  inputs: z.array(sha256.nullable()).describe("sha256 of what was compared, the reference first."),
  planHash: sha256.describe("Content hash of the plan at this look."),
  previous: sha256.nullable().describe("Hash of the look before; null for the first."),
  hash: sha256.describe("sha256 of the canonical JSON of this look without this key."),
});
export type SequentialLook = z.infer<typeof sequentialLook>;

/** How often and with what limits the data will be looked at, fixed before the first look. */
export const sequentialPlanKind = documentKind({
  kind: "sequential-plan",
  about: "How data will be looked at while they come in: error, spending and information, fixed before the first look.",
  hashedPart: withoutHistory,
  fields: {
    metric: name.describe("What will be compared."),
    alpha: z.number().gt(0).lt(1).describe("Two-sided error over all looks together."),
    spending: z
      .union([z.enum(["obf", "pocock"]), z.strictObject({ power: z.number().positive().describe("Exponent of t.") })])
      .describe("How the error is spent over the information: late (obf), evenly (pocock), or alpha times t^power."),
    sides: z
      .enum(["per-side", "total"])
      .describe("per-side: each side spends alpha/2 by its own curve; total: both share one."),
    looks: count.min(1).describe("Planned number of looks, evenly spaced; others are allowed."),
    maximumInformation: z.number().positive().describe("Units at the last planned look: share 1 of the information."),
    unit: z
      .string()
      .min(1)
      .describe("What information is counted in; for two groups the harmonic mean of their sizes, values a group."),
    power: z.number().gt(0).lt(1).nullable().describe("Chance to find the planned effect; null where none was named."),
    effect: z.number().nullable().describe("The difference the sample was planned for; null where none was named."),
    minEffect: z.number().nonnegative().nullable().describe("Smallest difference anyone cares about."),
    history: z
      .array(sequentialLook)
      .describe("Every look, oldest first, each tied to the plan and the look before. Not part of the content hash."),
  },
});
export type SequentialPlan = DocumentOf<typeof sequentialPlanKind>;

/** The time counts, for a plan is one made before; the looks do not, for they come after. */
function withoutHistory(document: DiskObject): unknown {
  const { content_hash: _hash, history: _history, ...rest } = document;
  return rest;
}
