import { z } from "zod";
import { slugPattern } from "./slug.ts";

/** Fields that many records share. Each use adds its own line of documentation. */
export const timestamp = z.iso.datetime({ offset: true });
export const calendarDate = z.iso.date();
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "this is not a sha256: 64 digits 0-9 a-f");
export const slugText = z
  .string()
  .regex(slugPattern, "this is not a slug: letters, digits, dot, underscore, hyphen; begins with a letter or digit");
export const count = z.number().int().nonnegative();
export const seed = z.union([z.number().int(), z.string().min(1)]);
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A name as others wrote it: a model, a task, a metric. Never a path of ours, so it need not be a slug. */
export const name = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^\p{Cc}]*$/u, "this name holds control characters");

/** A map whose keys are data. */
export const jsonMap = z.record(z.string(), z.json());

export const toolVersion = z.strictObject({
  version: z.string().min(1).describe("Version of Assay."),
  commit: z.string().nullable().describe("Commit of Assay's own source, where it ran from a checkout."),
});
export type ToolVersion = z.infer<typeof toolVersion>;
