import { z } from "zod";
import { count, name, scalar, seed, sha256 } from "./common-fields.ts";

/** Evidence for one item of one metric: a line of `items.jsonl` beside the result items it supports. */
export const sampleRow = z.strictObject({
  metricId: name.describe("The metric this sample belongs to."),
  itemId: name.describe("The item: the same id on both sides of a comparison means a pair."),
  clusterId: name.optional().describe("Items with one cluster id are not independent; default: the item itself."),
  repeat: count.optional().describe("Which independent repeat of this item, from 0."),
  subject: name.optional().describe("Who was measured."),
  task: name.optional().describe("Part of the benchmark."),
  variant: z.record(z.string(), scalar).optional().describe("Perturbation, generator or any other distinction."),
  factors: z.record(z.string(), scalar).optional().describe("Levels of the scenario's factors."),
  seed: seed.optional().describe("Seed of the run behind it."),
  score: z.number().nullable().describe("The sample's score; null, with a reason, when there is none."),
  label: z.string().nullable().optional().describe("A category, where the metric gives one."),
  status: z.enum(["ok", "missing", "error"]).optional().describe("ok (the default with a score), missing or error."),
  reason: z.string().min(1).optional().describe("Why there is no score."),
  outputHash: sha256.optional().describe("sha256 of the raw answer."),
  rawRef: z.string().optional().describe("Where the raw answer lies: a file of the run and a line or key."),
});
export type SampleRow = z.infer<typeof sampleRow>;
