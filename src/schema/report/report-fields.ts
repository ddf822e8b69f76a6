import { z } from "zod";
import { count, jsonMap, name, scalar, sha256 } from "../common-fields.ts";

export const exitCodes = [0, 1, 2, 3, 4, 130] as const;

export const reportInput = z.strictObject({
  role: z.string().min(1).describe("What it was in the report: subject, reference, previous, current, labels."),
  ref: z.string().describe("How it was named: ref, run id or file."),
  hash: sha256.nullable().describe("sha256 of what was read; null when it has none."),
  ageS: z.number().nonnegative().optional().describe("Its age when it was read, in seconds."),
});

export const finding = z.strictObject({
  rule: z.string().min(1).describe("Name of the rule that found it."),
  severity: z.enum(["error", "warn", "info"]).describe("How bad it is."),
  message: z.string().min(1).describe("What was found."),
  file: z.string().optional().describe("In which file."),
  path: z.string().optional().describe("At which JSON path."),
  line: z.number().int().positive().optional().describe("In which line."),
  hint: z.string().optional().describe("What to do next."),
  data: jsonMap.optional().describe("The figures behind the words."),
});
export type Finding = z.infer<typeof finding>;

/** What every report says about itself. The printed verdict and the exit code come from these fields. */
export const reportFields = {
  inputs: z.array(reportInput).describe("What was read, by hash."),
  config: jsonMap.describe("Options as they were used."),
  counts: z.record(z.string(), count).describe("How many of what."),
  exitCode: z.literal(exitCodes).describe("What the command exits with."),
  notes: z.array(z.string()).optional().describe("Whole sentences that belong to the result."),
  findings: z.array(finding).optional().describe("What was noticed besides the rows."),
};

/** What two sides must share to be compared. */
export const resultKey = z.strictObject({
  subject: name.nullable().describe("Who was measured."),
  benchmark: name.nullable().describe("On what."),
  benchmarkVersion: z.string().nullable().describe("In which version."),
  task: name.nullable().describe("Part of the benchmark."),
  scenario: name.nullable().describe("Set of cases."),
  metricId: name.describe("What was measured."),
  variant: z.record(z.string(), scalar).describe("Further distinctions; empty when there are none."),
});
export type ResultKey = z.infer<typeof resultKey>;
