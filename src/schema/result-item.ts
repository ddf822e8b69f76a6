import { z } from "zod";
import { count, jsonMap, name, scalar, seed, timestamp } from "./common-fields.ts";
import { interval } from "./interval.ts";
import { resultItemRules } from "./result-item-rules.ts";

export const resultItemFields = {
  metricId: name.describe("What was measured: the id of a metric."),
  value: z.number().nullable().describe("The value, in the metric's unit; null, with a reason, when it is unknown."),
  ci: interval.nullable().describe("Its interval; null, with a reason, when it is unknown."),
  samplesUsed: count.describe("Units the value rests on; at least 1 whenever there is a value."),
  meta: jsonMap.optional().describe("Whatever else the metric reports."),
  subject: name.optional().describe("Who was measured."),
  benchmark: name.optional().describe("On what."),
  benchmarkVersion: z
    .string()
    .optional()
    .describe("Version of the benchmark; values of two versions are not compared."),
  task: name.optional().describe("Part of the benchmark."),
  scenario: name.optional().describe("Set of cases or prompt grid it belongs to."),
  variant: z
    .record(z.string(), scalar)
    .optional()
    .describe("What else tells this item from its like: precision, style control, perturbation."),
  seed: seed.optional().describe("Seed of the run behind it."),
  step: z.number().optional().describe("Training step it was taken at."),
  runId: z
    .union([z.string().min(1), z.number()])
    .optional()
    .describe("The run that measured it."),
  source: z
    .string()
    .min(1)
    .optional()
    .describe("Where it was read, when no run of ours measured it: file and line, board and row."),
  status: z
    .enum(["ok", "missing", "error", "estimated"])
    .optional()
    .describe("ok (the default with a value), missing, error, or estimated rather than measured."),
  reason: z.string().min(1).optional().describe("Why value or interval is null: a code or a sentence."),
  se: z.number().nonnegative().nullable().optional().describe("Standard error, where it is known."),
  unit: z.string().optional().describe("Unit of value, where it is not the metric's own."),
  observedAt: timestamp.optional().describe("When it was measured or published, UTC."),
};

/**
 * One number that a stage hands on, with what is known about its doubt. Unknown is null with a reason; never 0, never a
 * zero-width interval.
 */
export const resultItem = z.strictObject(resultItemFields).superRefine((item, context) => {
  for (const { path, message } of resultItemRules(item)) context.addIssue({ code: "custom", path: [...path], message });
});
export type ResultItem = z.infer<typeof resultItem>;
