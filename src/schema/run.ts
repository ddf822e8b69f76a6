import { z } from "zod";
import { count, jsonMap, name, scalar, seed, sha256, slugText, timestamp } from "./common-fields.ts";
import { type DocumentOf, documentKind } from "./document-kind.ts";
import { provenance } from "./provenance-record.ts";

/** Where the value of a setting came from; the first that speaks wins. */
export const settingOrigins = ["flag", "suite", "roster", "environment", "recorded", "default"] as const;

export const resolvedSetting = z.strictObject({
  value: z.json().describe("The value that was used."),
  origin: z.enum(settingOrigins).describe("Who said so."),
});

export const artifact = z.strictObject({
  path: z.string().min(1).describe("File, relative to the run's folder."),
  sha256: sha256.describe("sha256 of its bytes."),
  bytes: count.describe("Its size."),
  role: z.string().optional().describe("What it is to the run: grid, answers, scores, report, picture, weights."),
});
export type Artifact = z.infer<typeof artifact>;

export const runCost = z.strictObject({
  usd: z.number().nonnegative().nullable().describe("Money spent; null when a price is unknown, never 0 for that."),
  reason: z.string().optional().describe("Why the money is unknown."),
  inputTokens: count.nullable().describe("Tokens sent; null when a service did not count."),
  outputTokens: count.nullable().describe("Tokens received; null when a service did not count."),
  seconds: z.number().nonnegative().nullable().describe("Wall time of the work itself."),
  stages: z
    .record(z.string(), z.number().nonnegative().nullable())
    .optional()
    .describe("Money by stage, for example answer, judge."),
});

/** One execution: who was measured on what, as asked and as resolved, and what came of it. */
export const runKind = documentKind({
  kind: "run",
  about: "One execution: who was measured on what, with which settings, on which machine, and what came of it.",
  fields: {
    study: slugText.describe("Which study ran: eval, training, adapter, matrix, indicator."),
    subjects: z.array(name).describe("Who was measured."),
    benchmark: z
      .strictObject({
        id: name.describe("The benchmark or suite."),
        version: z.string().describe("Its version."),
        hash: sha256.nullable().describe("sha256 of its definition, where there is one."),
      })
      .nullable()
      .describe("On what; null when a scenario says it."),
    scenario: name.nullable().describe("The scenario, where there is one."),
    seed: seed.nullable().describe("The run's seed; null when nothing in it is drawn."),
    seeds: z
      .record(z.string(), seed)
      .optional()
      .describe("Seeds of parts that have their own, for example shuffle, sample."),
    labels: z
      .record(z.string(), scalar)
      .optional()
      .describe("What else tells this run from its like, for example arm, replicate, user tags."),
    config: z
      .strictObject({
        asked: jsonMap.describe("Settings as they were asked for, before defaults."),
        resolved: z.record(z.string(), resolvedSetting).describe("Every setting as it was used, with its origin."),
      })
      .describe("The configuration."),
    configHash: sha256.describe("sha256 of the canonical JSON of the resolved values."),
    provenance: provenance.describe("Code, machine, services and data behind it."),
    startedAt: timestamp.describe("When it began, UTC."),
    endedAt: timestamp.nullable().describe("When it ended, UTC; null while it runs or when it was cut off."),
    status: z
      .enum(["ok", "partial", "error"])
      .describe("ok when all planned work is done; partial also while it runs."),
    reason: z.string().optional().describe("Why it is not ok."),
    cost: runCost.describe("What it cost."),
    counts: z.record(z.string(), count).describe("How many of what, for example planned, answered, refused, failed."),
    artifacts: z.array(artifact).describe("Files of the run."),
    planted: jsonMap.nullable().describe("Truth planted by a simulation; null for a real measurement."),
    details: jsonMap.optional().describe("What only this study records, for example the roster as resolved."),
  },
});
export type Run = DocumentOf<typeof runKind>;
export type RunCost = z.infer<typeof runCost>;
export type ResolvedSetting = z.infer<typeof resolvedSetting>;
