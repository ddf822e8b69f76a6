import { z } from "zod";

export const chatMessage = z.strictObject({
  role: z.enum(["system", "user", "assistant"]).describe("Who speaks."),
  content: z.string().describe("The text, as sent."),
});
export type ChatMessage = z.infer<typeof chatMessage>;

export const factorValue = z.union([z.string(), z.number(), z.boolean()]);
export type FactorValue = z.infer<typeof factorValue>;

/** Which party asks: `a` profits from a score of +1 (`axis.role_high`), `b` from −1, `none` is a bystander. */
export const viewRole = z.enum(["a", "b", "none"]);
export type ViewRole = z.infer<typeof viewRole>;

/** One prompt of a grid: one view of one scenario, or one case of a data set. A line of `grid.jsonl`. */
export const promptRow = z.strictObject({
  promptId: z.string().describe("Row number in the full grid, zero-padded to its width; stable under --limit."),
  tripletId: z
    .string()
    .nullable()
    .describe("t- and 12 hex of sha256 over the canonical factors without the view; null for cases."),
  clusterId: z.string().describe("The statistical cluster: the triplet, or a case's declared cluster, or its own id."),
  view: z.string().nullable().describe("Who asks, by view id; null for cases."),
  role: viewRole.nullable().describe("The side of the axis this view speaks for; null for cases."),
  perspective: z.string().nullable().describe("Same as view: the older name, kept for older readers."),
  factors: z
    .record(z.string(), factorValue)
    .describe("Level codes of this scenario's factors; absent ones are dropped."),
  messages: z.array(chatMessage).min(1).describe("The conversation to send."),
  contentHash: z.string().describe("sha256 of the canonical suite id, version, prompt id and messages."),
  suite: z.string().describe("Id of the suite this prompt was built from."),
  suiteVersion: z.number().describe("Version of that suite."),
  expected: z.json().optional().describe("The right answer, where the suite states one."),
  metadata: z.record(z.string(), z.json()).describe("Anything else the data set row carried."),
});
export type PromptRow = z.infer<typeof promptRow>;
