import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import type { RosterEntry } from "../../schema/run/roster.ts";
import type { ChatAnswer, ChatOutcome, ChatProvider, ChatRequest, ResolvedModel } from "../provider.ts";
import { resolveEntry } from "../resolve-entry.ts";
import { normalFrom } from "./draw.ts";
import { judge } from "./judge.ts";
import { oddFormats } from "./odd-formats.ts";
import { failed, plantedFailure } from "./planted-failure.ts";
import { type Reply, respond } from "./respondent.ts";
import { type SimulationParams, simulationOf } from "./simulation-params.ts";

/**
 * Respondents and judges with a planted truth, for demos, planning and calibration of the whole pipeline. The same
 * seed, model, prompt and repeat give the same reply on every machine; nothing but the text carries the truth.
 */
export function simulatedProvider(): ChatProvider {
  const planted = new WeakMap<RosterEntry, { params: SimulationParams; calls: number }>();
  const families = new Map<string, string>();

  function stateOf(entry: RosterEntry): { params: SimulationParams; calls: number } {
    let state = planted.get(entry);
    if (state === undefined) {
      state = { params: simulationOf(entry), calls: 0 };
      planted.set(entry, state);
    }
    return state;
  }

  function reply(request: ChatRequest, params: SimulationParams): Reply {
    if (request.origin.stage === "answer") return respond(request, params);
    const { subject } = request.origin;
    const family = request.model.family;
    const isKin =
      subject !== null && (params.kin.includes(subject) || (family !== null && families.get(subject) === family));
    return judge(request, params, isKin);
  }

  return {
    id: "simulated",
    resolve(entry) {
      for (const format of stateOf(entry).params.formats) checkFormat(format);
      if (entry.family !== undefined) families.set(entry.id, entry.family);
      return resolveEntry(entry, { provider: "simulated", baseUrl: null, key: entry.id });
    },
    async generate(request, { signal, timeoutMs }): Promise<ChatOutcome> {
      const state = stateOf(request.model.entry);
      const failure = plantedFailure(request, state.params, state.calls++);
      const latencyMs = latencyOf(request, state.params);
      if (latencyMs > 0) await wait(Math.min(latencyMs, timeoutMs), signal);
      if (signal.aborted) return failed("cancelled", null, "cancelled", null, null);
      if (failure !== null) return failure;
      if (latencyMs > timeoutMs) return failed("timeout", null, `no reply within ${timeoutMs} ms`, null, null);
      return dressed(request, reply(request, state.params));
    },
  };
}

function checkFormat(format: string): void {
  if (format.includes("{score}") || Object.hasOwn(oddFormats, format)) return;
  const known = Object.keys(oddFormats);
  const nearest = nearestName(format, known);
  throw new InvalidInputError(`there is no format "${format}"`, {
    place: { path: "simulate.formats" },
    hint: nearest === null ? `Known: ${known.join(", ")}; or a text with {score} in it.` : `Did you mean "${nearest}"?`,
  });
}

/** Resolves after so long, or at once when the call is aborted. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

function latencyOf({ model, origin }: ChatRequest, { latencyMs, seed }: SimulationParams): number {
  const { median, sigma } = latencyMs;
  if (median === 0 || sigma === 0) return median;
  const { prompt, repeat, stage, attempt } = origin;
  return median * Math.exp(sigma * normalFrom(seed, model.id, "latency", stage, prompt.contentHash, repeat, attempt));
}

function dressed({ messages, model }: ChatRequest, { text, finish, refusal }: Reply): ChatAnswer {
  let characters = 0;
  for (const { content } of messages) characters += content.length;
  return {
    kind: "answer",
    text,
    reasoningText: null,
    finish,
    refusal,
    usage: { input: tokensOf(characters), output: tokensOf(text.length), reasoning: null, cachedInput: null },
    servedModel: model.model,
    fingerprint: null,
    requestId: null,
    rateHeaders: {},
    reportedCostUsd: null,
    raw: null,
  };
}

/** Four characters a token, the rule of thumb that estimates use too. */
function tokensOf(characters: number): number {
  return Math.ceil(characters / 4);
}

/** The planted parameters of a resolved simulated model, defaults filled in; for showing truth beside estimate. */
export function plantedIn(model: Pick<ResolvedModel, "entry">): SimulationParams {
  return simulationOf(model.entry);
}
