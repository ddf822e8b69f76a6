import type { ChatFailure, ChatRequest } from "../provider.ts";
import { drawFrom } from "./draw.ts";
import type { SimulationParams } from "./simulation-params.ts";

/** The failure planted for this call, or null. Only first attempts fail; the daily quota counts all calls of the model. */
export function plantedFailure(request: ChatRequest, params: SimulationParams, callsSoFar: number): ChatFailure | null {
  const { failure } = params;
  if (failure.dailyQuota !== null && callsSoFar >= failure.dailyQuota) {
    return failed("quota", 429, "the planted daily quota is used up", 86_400_000, "day");
  }
  const total = failure.rateLimitRate + failure.serverErrorRate + failure.cutRate + failure.timeoutRate;
  if (total === 0 || request.origin.attempt > 1) return null;
  const { prompt, repeat, stage } = request.origin;
  let fate = drawFrom(params.seed, request.model.id, prompt.contentHash, repeat, stage, "failure").float();
  if (fate < failure.rateLimitRate)
    return failed("rate_limit", 429, "planted rate limit", failure.retryAfterS * 1000, "minute");
  fate -= failure.rateLimitRate;
  if (fate < failure.serverErrorRate) return failed("transient", 500, "planted server error", null, null);
  fate -= failure.serverErrorRate;
  if (fate < failure.cutRate) return failed("protocol", 200, "planted cut body", null, null);
  fate -= failure.cutRate;
  return fate < failure.timeoutRate ? failed("timeout", null, "planted time-out", null, null) : null;
}

function failed(
  cause: ChatFailure["cause"],
  status: number | null,
  message: string,
  retryAfterMs: number | null,
  scope: ChatFailure["scope"],
): ChatFailure {
  return { kind: "failure", cause, status, retryAfterMs, scope, message, raw: null };
}
