import { z } from "zod";
import { jsonMap, name } from "../common-fields.ts";
import { type DocumentOf, documentKind } from "../document-kind.ts";
import { resultItem } from "../result-item.ts";
import { reportFields } from "./report-fields.ts";

/** What does a run support? */
export const summaryKind = documentKind({
  kind: "summary",
  about: "What a run supports: one verdict a subject, every estimate with its interval, and what else was looked at.",
  fields: {
    ...reportFields,
    study: z.string().min(1).describe("Which study it belongs to."),
    rows: z.array(resultItem).describe("Every estimate."),
    verdicts: z
      .array(
        z.strictObject({
          subject: name.describe("Who."),
          metricId: name.describe("By which metric."),
          verdict: z.string().min(1).describe("What the evidence supports."),
          needsMore: z.number().int().nonnegative().nullable().describe("About how many more units would settle it."),
          sentence: z.string().describe("The verdict as a sentence, figures included."),
        }),
      )
      .describe("One a subject and question."),
    sections: z.record(z.string(), z.json()).describe("Further tables of the study, by name."),
    planted: jsonMap.nullable().describe("Truth planted by a simulation; null for a real measurement."),
    verdict: z.string().min(1).describe("What is printed last."),
  },
});
export type Summary = DocumentOf<typeof summaryKind>;
