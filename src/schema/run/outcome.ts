import { z } from "zod";

/** What became of one (cell, repeat). Exactly one each; every one stays in the denominator. */
export const outcomes = ["answered", "refused", "filtered", "truncated", "empty", "failed"] as const;
export const outcome = z.enum(outcomes);
export type Outcome = z.infer<typeof outcome>;

/** What became of scoring it. */
export const scoreStates = ["scored", "refusal", "abstained", "unparsed", "judge_failed", "not_run"] as const;
export const scoreState = z.enum(scoreStates);
export type ScoreState = z.infer<typeof scoreState>;

/** Why a call failed, in words every provider shares. */
export const failureCauses = [
  "rate_limit",
  "quota",
  "transient",
  "timeout",
  "connection",
  "protocol",
  "auth",
  "not_found",
  "bad_request",
  "context_length",
  "content_filter",
  "cancelled",
  "task_error",
] as const;
export const failureCause = z.enum(failureCauses);
export type FailureCause = z.infer<typeof failureCause>;
