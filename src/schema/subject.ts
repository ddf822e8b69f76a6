import { z } from "zod";
import { calendarDate, count, jsonMap, name, slugText } from "./common-fields.ts";
import { type DocumentOf, documentKind } from "./document-kind.ts";

export const subjectVariant = z.strictObject({
  name: name.describe("Name of the variant."),
  paramsB: z.number().positive().nullable().optional().describe("Parameters in billions; null when not published."),
  contextWindows: z.array(count).optional().describe("Context windows it is offered with, in tokens."),
  defaultNumGpus: count.optional().describe("Devices it usually runs on."),
  hardwareRecommendations: z
    .strictObject({
      fp16GbPerGpu: z.number().positive().optional().describe("Memory per device at 16 bits, in GB."),
      int8GbPerGpu: z.number().positive().optional().describe("Memory per device at 8 bits, in GB."),
      recommendedNumGpus: count.optional().describe("Devices recommended."),
      notes: z.string().optional().describe("Anything else."),
    })
    .optional()
    .describe("What it needs to run."),
  releaseDate: calendarDate.optional().describe("When it was released."),
  modelCardLink: z.url().optional().describe("Address of its model card."),
  tags: z.array(z.string()).optional().describe("Free labels."),
});

/** What is measured. */
export const subjectKind = documentKind({
  kind: "subject",
  about: "What is measured: a model, an adapter, an agent, an architecture, a system, a person or a baseline.",
  authored: true,
  fields: {
    kind: z
      .enum(["model", "adapter", "agent", "architecture", "system", "human", "baseline"])
      .describe("What sort of thing it is. A system is a model inside something, and never merged with the model."),
    name: name.optional().describe("Name for people; default: the id."),
    description: z.string().optional().describe("A line or two about it."),
    provider: z.string().nullable().optional().describe("Who makes or serves it."),
    version: z.string().nullable().optional().describe("Its version."),
    base: slugText.nullable().optional().describe("What it was built on: of an adapter, the base model."),
    aliases: z.array(name).optional().describe("Other exact names of it. Never guessed."),
    releaseDate: calendarDate.nullable().optional().describe("When it was released."),
    parameters: count.nullable().optional().describe("Number of parameters; null when not published."),
    family: z.string().optional().describe("Model family; judges are kept off their own."),
    architectureFamily: z.string().optional().describe("Architecture, for example dense, moe, ssm."),
    license: z.string().nullable().optional().describe("Licence, as an SPDX name where it has one."),
    capabilities: z.array(z.string()).optional().describe("What it can do, as scenarios ask for it."),
    inputTypes: z.array(z.string()).optional().describe("What goes in: text, image, audio."),
    outputTypes: z.array(z.string()).optional().describe("What comes out."),
    indicators: z.array(z.string()).optional().describe("Ids of the indicators that apply to it."),
    variants: z.array(subjectVariant).optional().describe("Sizes and forms it comes in."),
    provenance: z
      .strictObject({
        provider: z.string().optional().describe("Who released it."),
        releaseDate: calendarDate.optional().describe("When."),
        notes: z.string().optional().describe("Anything else about its origin."),
      })
      .optional()
      .describe("Where it comes from."),
    evaluation: z
      .strictObject({
        papers: z.array(z.string()).optional().describe("Papers that evaluate it."),
        benchmarks: z.array(z.string()).optional().describe("Benchmarks it was reported on."),
        modelCards: z.array(z.string()).optional().describe("Addresses of model cards."),
      })
      .optional()
      .describe("What others reported."),
    inference: jsonMap.optional().describe("Settings for running it; free."),
    tags: z.array(z.string()).optional().describe("Free labels."),
  },
});
export type Subject = DocumentOf<typeof subjectKind>;
