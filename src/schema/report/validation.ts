import { z } from "zod";
import { count, jsonMap } from "../common-fields.ts";
import { type DocumentOf, documentKind } from "../document-kind.ts";
import { finding, reportFields } from "./report-fields.ts";

/** Are these files what they claim to be? */
export const validationKind = documentKind({
  kind: "validation",
  about: "Whether files are what they claim to be: every finding with rule, file, place and next step.",
  fields: {
    ...reportFields,
    success: z.boolean().describe("True when no rule found an error."),
    results: z.array(finding).describe("What the rules found."),
    statistics: z
      .strictObject({
        evaluated: count.describe("Checks that ran."),
        failed: count.describe("Errors found."),
        warned: count.describe("Warnings found."),
      })
      .describe("How many."),
    meta: jsonMap.describe("What was looked at and what was skipped."),
    verdict: z.enum(["pass", "warn", "fail"]).describe("What is printed last."),
  },
});
export type Validation = DocumentOf<typeof validationKind>;
