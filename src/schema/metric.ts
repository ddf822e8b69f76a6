import { z } from "zod";
import { count, name } from "./common-fields.ts";
import { type DocumentOf, documentKind } from "./document-kind.ts";
import { resultItemFields } from "./result-item.ts";

export const direction = z.enum(["higher", "lower", "target"]);
export const scale = z.enum(["proportion", "ratio", "interval", "relative", "count", "duration"]);
export type Direction = z.infer<typeof direction>;
export type Scale = z.infer<typeof scale>;

export const minEffect = z.strictObject({
  absolute: z.number().nonnegative().optional().describe("In the metric's unit."),
  relative: z.number().nonnegative().optional().describe("As a share of the value before: 0.05 is five percent."),
});

const aggregation = z.union([
  z.enum(["mean", "rate", "median", "sum", "bt"]),
  z.strictObject({ kind: z.literal("quantile").describe("A quantile."), q: z.number().gt(0).lt(1).describe("Which.") }),
  z.strictObject({ kind: z.literal("pass_at").describe("pass@k."), k: z.number().int().positive().describe("Tries.") }),
  z.strictObject({
    kind: z.literal("composite").describe("A weighted mean of other metrics."),
    weights: z.record(z.string(), z.number().positive()).describe("Weight by metric id."),
  }),
]);

export const metricFields = {
  name: name.describe("Name for people."),
  definition: z.string().min(1).describe("What it measures, so that two people would compute the same."),
  aliases: z.array(name).optional().describe("Other names accepted in inputs; never written."),
  category: z
    .enum(["accuracy", "robustness", "performance", "safety", "preference", "composite", "other"])
    .describe("For grouping only."),
  unit: z.string().min(1).describe("Unit of the value: 1, %, ms, s, req/s, tok/s, elo, usd, count, or UCUM text."),
  direction: direction.describe("Which way is better; with target, the nearer the better."),
  target: z.number().optional().describe("The value aimed at, where direction is target."),
  scale: scale.describe("What may be done with the numbers; relative: only differences inside one board count."),
  range: z
    .tuple([z.number().nullable(), z.number().nullable()])
    .optional()
    .describe("Least and greatest possible value, null where open; values outside are refused."),
  chance: z.number().nullable().optional().describe("Value of guessing; null when there is no such thing."),
  aggregation: aggregation.optional().describe("How samples become the value."),
  minEffect: minEffect.optional().describe("The smallest change that matters; a gate needs it."),
};

/** What is measured, in which unit, and which way is better. */
export const metricKind = documentKind({
  kind: "metric",
  about: "What is measured, in which unit, which way is better, and how small a difference nobody cares about.",
  authored: true,
  fields: metricFields,
});
export type Metric = DocumentOf<typeof metricKind>;

export const runScriptRef = z.strictObject({
  kind: z.enum(["builtin", "command", "http"]).describe("A built-in evaluator, a program, or a service."),
  ref: z.string().min(1).describe("Name of the evaluator, program, or address."),
  args: z.array(z.string()).optional().describe("Arguments of the program."),
  env: z.array(z.string()).optional().describe("Names of environment variables it may see."),
  outputFormat: z.enum(["unified_v1", "pointer"]).describe("What it answers with."),
  pointer: z.string().optional().describe("Where the value stands in its answer, as a JSON pointer."),
  timeoutS: z.number().positive().describe("Seconds it may take."),
  cwd: z.string().optional().describe("Folder it runs in, relative to the workspace."),
});

export const indicatorInput = z.strictObject({
  schema: z.string().describe("Name of the shape of a row."),
  mediaType: z.string().describe("Media type, for example application/jsonl."),
  required: z.boolean().describe("True when it cannot run without."),
  description: z.string().describe("What is in it."),
});

/** A metric that knows how to run. */
export const indicatorKind = documentKind({
  kind: "indicator",
  about: "A metric that knows how to run: evaluator, inputs, and every metric id it may emit.",
  authored: true,
  fields: {
    ...metricFields,
    runScriptRef: runScriptRef.describe("How to compute it."),
    inputs: z.record(z.string(), indicatorInput).describe("What the evaluator reads, by name."),
    emits: z.array(name).describe("Every metric id it may emit; each begins with its own id."),
    source: z.string().optional().describe("Where the method comes from."),
    owner: z.string().optional().describe("Who answers questions about it."),
    cost: z.string().optional().describe("What running it takes: free, tokens, gpu_hours, people."),
    tooling: z.string().optional().describe("Programs it needs."),
    licence: z.string().optional().describe("Licence of its data or code."),
    links: z.array(z.string()).optional().describe("Addresses of more."),
    runbook: z
      .union([
        z.string(),
        z.strictObject({
          summary: z.string().describe("In a sentence."),
          steps: z.array(z.string()).describe("What to do, in order."),
        }),
      ])
      .optional()
      .describe("How to run it by hand."),
    exampleOutput: z
      .strictObject(resultItemFields)
      .optional()
      .describe("What a result looks like; its meta says example: true, and it is never taken for a result."),
    measurementRecommendations: z
      .strictObject({
        hardware: z.string().optional().describe("On what to run it."),
        batchSize: count.optional().describe("Batch size."),
        numTrials: count.optional().describe("How many trials."),
        notes: z.string().optional().describe("Anything else."),
      })
      .optional()
      .describe("Shown before a run."),
  },
});
export type Indicator = DocumentOf<typeof indicatorKind>;
