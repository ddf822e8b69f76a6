import { z } from "zod";
import { count, jsonMap, name, scalar } from "./common-fields.ts";
import { type DocumentOf, documentKind } from "./document-kind.ts";
import { minEffect } from "./metric.ts";

export const scenarioMetric = z.strictObject({
  metric: name.describe("Id of the metric."),
  priority: z.enum(["gate", "warn", "info"]).describe("gate can fail a comparison, warn only warns, info is shown."),
  primary: z.boolean().optional().describe("True for the one question asked; it stands outside the correction."),
  min: z.number().optional().describe("Guard-rail: wholly below it fails."),
  max: z.number().optional().describe("Guard-rail: wholly above it fails."),
  minEffect: minEffect.optional().describe("The smallest change that matters here; default: the metric's own."),
  variant: z.record(z.string(), scalar).optional().describe("Only items of this variant."),
});

/** Factors of a prompt grid or a set of cases, and which metrics gate. */
export const scenarioKind = documentKind({
  kind: "scenario",
  about: "Factors of a prompt grid or a set of cases, and which metrics gate, warn or inform.",
  authored: true,
  fields: {
    name: name.optional().describe("Name for people; default: the id."),
    description: z.string().optional().describe("What it is about."),
    requiredCapabilities: z.array(z.string()).optional().describe("What a subject must be able to do."),
    benchmarks: z.array(name).optional().describe("Benchmarks it draws on."),
    metrics: z.array(scenarioMetric).describe("Metrics that count here."),
    factors: z.record(z.string(), z.array(scalar)).optional().describe("Levels of each factor of a prompt grid."),
    cases: z.array(jsonMap).optional().describe("The cases themselves, for small sets."),
    casesFile: z.string().optional().describe("File of the cases, relative to this one."),
    requirements: z
      .strictObject({
        latencySlaMs: z.number().positive().optional().describe("Guard-rail on latency_p99, in milliseconds."),
        concurrency: count.optional().describe("Callers at once."),
        minHardware: jsonMap.optional().describe("What it must run on; free."),
        privacy: z.array(z.string()).optional().describe("Rules on the data."),
      })
      .optional()
      .describe("What is demanded of the service."),
    tags: z.array(z.string()).optional().describe("Free labels."),
  },
});
export type Scenario = DocumentOf<typeof scenarioKind>;
