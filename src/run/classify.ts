import type { ChatOutcome } from "../providers/provider.ts";
import type { Outcome } from "../schema/run/outcome.ts";

/** What became of a call, in the words of the tables, with a short reason where it is not a plain answer. */
export function classify(outcome: ChatOutcome): { outcome: Outcome; reason: string | null } {
  if (outcome.kind === "failure") {
    return outcome.cause === "content_filter"
      ? { outcome: "filtered", reason: outcome.cause }
      : { outcome: "failed", reason: outcome.cause };
  }
  if (outcome.finish === "content-filter") return { outcome: "filtered", reason: "content_filter" };
  if (outcome.finish === "refusal" || outcome.refusal !== null)
    return { outcome: "refused", reason: "service-refusal" };
  const blank = outcome.text.trim() === "";
  if (outcome.finish === "length")
    return { outcome: "truncated", reason: blank ? "all-tokens-on-reasoning" : "length" };
  return blank ? { outcome: "empty", reason: "white-space-only" } : { outcome: "answered", reason: null };
}
