import { z } from "zod";
import { jsonMap, name } from "../common-fields.ts";
import { type DocumentOf, documentKind } from "../document-kind.ts";
import { resultItem } from "../result-item.ts";
import { reportFields } from "./report-fields.ts";

/** What is inside a thing, and does what it claims hold together? */
export const auditKind = documentKind({
  kind: "audit",
  about: "What is inside an artifact and whether its own claims hold together.",
  fields: {
    ...reportFields,
    subject: name.describe("What was looked at."),
    rows: z.array(resultItem).describe("What was measured on it."),
    sections: z.record(z.string(), jsonMap).describe("What this kind of audit reports besides, by name."),
    verdict: z.enum(["pass", "warn", "fail", "inconclusive"]).describe("What is printed last."),
  },
});
export type Audit = DocumentOf<typeof auditKind>;
