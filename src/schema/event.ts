import { z } from "zod";
import { sha256, timestamp } from "./common-fields.ts";

export const eventTypes = [
  "run",
  "pull",
  "import",
  "export",
  "launch",
  "label",
  "compare",
  "diff",
  "accept",
  "refuse",
  "rollback",
  "register",
  "validate",
  "note",
] as const;

/** One line of `events.jsonl`: what was done, by whom, why, and the hash that ties it to the line before. */
export const event = z.strictObject({
  ts: timestamp.describe("When, UTC."),
  type: z.enum(eventTypes).describe("What was done."),
  actor: z.string().describe("By whom, as they call themselves."),
  inputs: z.array(z.string()).describe("What went in: refs, hashes, files."),
  outputs: z.array(z.string()).describe("What came out: refs, hashes, run ids, files."),
  verdict: z.string().nullable().describe("What was found, where something was judged."),
  reason: z.string().nullable().describe("Why, in the actor's words."),
  question: z.string().nullable().describe("The question a note answers."),
  tags: z.array(z.string()).describe("Free labels."),
  git: z.string().nullable().describe("Commit of the user's repository."),
  prevHash: sha256.nullable().describe("Hash of the line before; null on the first."),
  hash: sha256.describe("sha256 of the canonical JSON of this line without this key."),
});
export type Event = z.infer<typeof event>;
