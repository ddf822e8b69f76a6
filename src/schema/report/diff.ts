import { z } from "zod";
import { count, name } from "../common-fields.ts";
import { type DocumentOf, documentKind } from "../document-kind.ts";
import { interval } from "../interval.ts";
import { reportFields, resultKey } from "./report-fields.ts";

export const diffStatuses = ["matched", "missing", "new", "incomparable"] as const;
export const diffRowVerdicts = [
  "regression",
  "warn",
  "improvement",
  "equivalent",
  "inconclusive",
  "guard-rail",
  "none",
] as const;

const side = z.strictObject({
  value: z.number().nullable().describe("The value."),
  ci: interval.nullable().describe("Its interval."),
  n: count.nullable().describe("Samples behind it."),
});

export const diffRow = z.strictObject({
  key: resultKey.describe("What is compared with itself."),
  status: z.enum(diffStatuses).describe("Whether both sides have it and may be compared."),
  prev: side.nullable().describe("Before; null when it is new."),
  curr: side.nullable().describe("Now; null when it is missing."),
  delta: z.number().nullable().describe("Change in the metric's unit, turned so that + is better."),
  deltaAdjusted: z.number().nullable().describe("delta without the shift all subjects of the board share."),
  deltaRelative: z.number().nullable().describe("delta over the value before."),
  ci: interval.nullable().describe("Interval of the adjusted delta."),
  p: z.number().min(0).max(1).nullable().describe("p-value against a regression, before correction."),
  pAdjusted: z.number().min(0).max(1).nullable().describe("p-value after correction."),
  method: z.string().nullable().describe("The evidence that decided."),
  nItems: count.nullable().describe("Items on both sides."),
  mde: z.number().nullable().describe("Smallest change this row would find with 80 % power."),
  minEffect: z.number().nullable().describe("Floor: smallest change that matters."),
  overThreshold: z
    .boolean()
    .nullable()
    .describe("True when the raw change reaches the threshold, in either direction."),
  priority: z.enum(["gate", "warn", "info"]).describe("Whether it can fail the diff."),
  verdict: z.enum(diffRowVerdicts).describe("What the evidence supports."),
  severity: z.number().nonnegative().nullable().describe("For sorting: adjusted change over floor, times 1 - p."),
  needsMore: count.nullable().optional().describe("About how many more items would settle it."),
  reason: z.string().nullable().describe("Why something above is null or incomparable."),
});
export type DiffRow = z.infer<typeof diffRow>;

export const diffShift = z.strictObject({
  benchmark: name.nullable().describe("Board."),
  task: name.nullable().describe("Part of the board."),
  shift: z.number().describe("Median change of all common subjects."),
  mad: z.number().describe("Median absolute deviation of the changes."),
  n: count.describe("Common subjects."),
  moved: count.describe("Subjects that moved with the shift."),
  kind: z.enum(["none", "re-anchored", "rescaled"]).describe("What happened to the board."),
});

/** Did anything get worse since what was accepted? */
export const diffKind = documentKind({
  kind: "diff",
  about: "Whether anything got worse since what was accepted: one row a key, verdict and exit code.",
  fields: {
    ...reportFields,
    rows: z.array(diffRow).describe("One a key, gate failures first."),
    shifts: z.array(diffShift).describe("What whole boards did."),
    verdict: z.enum(["pass", "warn", "fail", "inconclusive", "incomparable"]).describe("What is printed last."),
    outputs: z.array(z.string()).describe("Files written beside it."),
  },
});
export type Diff = DocumentOf<typeof diffKind>;
