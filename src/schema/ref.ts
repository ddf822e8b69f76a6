import { z } from "zod";
import { sha256, slugText, timestamp } from "./common-fields.ts";

export const refMove = z.strictObject({
  hash: sha256.describe("The collection the name points to from then on."),
  previous: sha256.nullable().describe("The one before; null the first time."),
  at: timestamp.describe("When, UTC."),
  actor: z.string().min(1).describe("By whom, as they call themselves."),
  reason: z.string().min(1).describe("Why."),
  diffHash: sha256.nullable().describe("Hash of the diff that was accepted; null when there was none."),
  git: z.string().nullable().describe("Commit of the user's repository."),
});
export type RefMove = z.infer<typeof refMove>;

/** A name of a collection: what it points to, and every time it was set. */
export const ref = z.strictObject({
  hash: sha256.describe("The collection the name points to."),
  history: z.array(refMove).min(1).describe("Every time the name was set, oldest first."),
});
export type Ref = z.infer<typeof ref>;

/** The whole of `refs.json`. */
export const refs = z.record(slugText, ref);
export type Refs = z.infer<typeof refs>;
