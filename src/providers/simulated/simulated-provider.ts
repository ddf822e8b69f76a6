import { setTimeout as sleep } from "node:timers/promises";
import type { ChatAnswer, ChatOutcome, ChatProvider, ChatRequest, ResolvedModel } from "../provider.ts";
import { resolveEntry } from "../resolve-entry.ts";
import { drawFrom } from "./draw.ts";
import { judge } from "./judge.ts";
import { plantedFailure } from "./planted-failure.ts";
import { type Reply, respond } from "./respondent.ts";
import { type SimulationParams, simulationOf } from "./simulation-params.ts";

/**
 * Respondents and judges with a planted truth, for demos, planning and calibration of the whole pipeline. The same
 * seed, model, prompt and repeat give the same reply on every machine; nothing but the text carries the truth.
 */
export function simulatedProvider(): ChatProvider {
  const planted = new WeakMap<ResolvedModel, { params: SimulationParams; calls: number }>();
  return {
    id: "simulated",
    resolve(entry) {
      const params = simulationOf(entry);
      const model = { ...resolveEntry(entry, { provider: "simulated", baseUrl: null, key: entry.id }) };
      planted.set(model, { params, calls: 0 });
      return model;
    },
    async generate(request, call): Promise<ChatOutcome> {
      const state = planted.get(request.model)!;
      const failure = plantedFailure(request, state.params, state.calls);
      state.calls++;
      const latencyMs = latencyOf(request, state.params);
      if (latencyMs > 0) {
        await sleep(Math.min(latencyMs, call.timeoutMs), undefined, { signal: call.signal }).catch(() => undefined);
      }
      if (call.signal.aborted) return cancelled;
      if (failure !== null) return failure;
      return answer(
        request,
        request.origin.stage === "judge" ? judge(request, state.params) : respond(request, state.params),
      );
    },
  };
}

const cancelled: ChatOutcome = {
  kind: "failure",
  cause: "cancelled",
  status: null,
  retryAfterMs: null,
  scope: null,
  message: "cancelled",
  raw: null,
};

function latencyOf(request: ChatRequest, params: SimulationParams): number {
  const { median, sigma } = params.latencyMs;
  if (median === 0) return 0;
  const { prompt, repeat, stage, attempt } = request.origin;
  return (
    median *
    Math.exp(
      sigma * drawFrom(params.seed, request.model.id, prompt.contentHash, repeat, stage, attempt, "latency").normal(),
    )
  );
}

function answer(request: ChatRequest, reply: Reply): ChatAnswer {
  let characters = 0;
  for (const message of request.messages) characters += message.content.length;
  return {
    kind: "answer",
    text: reply.text,
    reasoningText: null,
    finish: reply.finish,
    refusal: reply.refusal,
    usage: {
      input: Math.ceil(characters / 4),
      output: Math.ceil(reply.text.length / 4),
      reasoning: null,
      cachedInput: null,
    },
    servedModel: request.model.model,
    fingerprint: null,
    requestId: null,
    rateHeaders: {},
    reportedCostUsd: null,
    raw: null,
  };
}
