import { z } from "zod";
import { count, name, sha256 } from "./common-fields.ts";
import { type DocumentOf, documentKind } from "./document-kind.ts";

/** On what subjects are measured. */
export const benchmarkKind = documentKind({
  kind: "benchmark",
  about: "On what subjects are measured: tasks, metrics, data and protocol of one version of a benchmark.",
  authored: true,
  fields: {
    version: z.string().min(1).describe("Version; values of two versions are not compared."),
    name: name.optional().describe("Name for people; default: the id."),
    description: z.string().optional().describe("What it tests."),
    aliases: z.array(name).optional().describe("Other exact names of it."),
    tasks: z
      .array(
        z.strictObject({
          id: name.describe("The task."),
          n: count.nullable().optional().describe("Number of items; null when unknown."),
          metrics: z.array(name).optional().describe("Metrics of this task, where they differ."),
          weight: z.number().positive().optional().describe("Weight in the headline value; default 1."),
        }),
      )
      .describe("Its parts; empty when it has none."),
    metrics: z.array(name).describe("Ids of the metrics it reports."),
    dataset: z
      .strictObject({
        source: z.string().describe("Where the data come from."),
        revision: z.string().nullable().optional().describe("Revision of the data."),
        licence: z.string().nullable().describe("Licence of the data; null when none is named."),
        sha256: sha256.nullable().describe("sha256 of the data; null when they are not at hand."),
      })
      .nullable()
      .describe("The data behind it; null when they are secret or not a data set."),
    protocol: z.string().nullable().describe("How it is run: shots, prompts, sampling, judge."),
    chance: z.number().nullable().describe("Value of guessing, in the unit of its first metric; null when unknown."),
    links: z.array(z.string()).optional().describe("Addresses of more."),
    tags: z.array(z.string()).optional().describe("Free labels."),
  },
});
export type Benchmark = DocumentOf<typeof benchmarkKind>;
