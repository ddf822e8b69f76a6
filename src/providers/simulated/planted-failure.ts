import type { ChatFailure, ChatRequest } from "../provider.ts";
import { drawFrom } from "./draw.ts";
import type { SimulationParams } from "./simulation-params.ts";

/**
 * The failure planted for this call, or null. Most befall first attempts only, so that retrying helps; a permanent one
 * befalls every attempt of its cell; the daily quota counts all calls of the model.
 */
export function plantedFailure(
  { origin, model }: ChatRequest,
  { failure, seed }: SimulationParams,
  callsSoFar: number,
): ChatFailure | null {
  const { rateLimitRate, retryAfterS, serverErrorRate, cutRate, timeoutRate, permanentRate, dailyQuota } = failure;
  if (dailyQuota !== null && callsSoFar >= dailyQuota) {
    return failed("quota", 429, "the planted daily quota is used up", 86_400_000, "day");
  }
  const passing = origin.attempt > 1 ? 0 : rateLimitRate + serverErrorRate + cutRate + timeoutRate;
  if (passing + permanentRate === 0) return null;
  const { prompt, repeat, stage, subject } = origin;
  const draws = drawFrom(seed, model.id, "failure", stage, prompt.contentHash, repeat, subject ?? "");
  if (draws.float() < permanentRate) return failed("transient", 500, "planted server error that stays", null, null);
  let fate = draws.float();
  if (passing === 0 || fate >= passing) return null;
  if (fate < rateLimitRate) return failed("rate_limit", 429, "planted rate limit", retryAfterS * 1000, "minute");
  fate -= rateLimitRate;
  if (fate < serverErrorRate) return failed("transient", 500, "planted server error", null, null);
  fate -= serverErrorRate;
  if (fate < cutRate) return failed("protocol", 200, "planted cut body", null, null);
  return failed("timeout", null, "planted time-out", null, null);
}

/** A failure as a service would report it. */
export function failed(
  cause: ChatFailure["cause"],
  status: number | null,
  message: string,
  retryAfterMs: number | null,
  scope: ChatFailure["scope"],
): ChatFailure {
  return { kind: "failure", cause, status, retryAfterMs, scope, message, raw: null };
}
