import { hash } from "node:crypto";
import type { ChatAnswer, ChatProvider, ResolvedModel } from "../../providers/provider.ts";
import { canonicalJson } from "../../schema/canonical-json.ts";
import type { AnswerCacheStore } from "../../store/answer-cache.ts";
import { classify } from "../classify.ts";
import type { Recall, Settled, WorkItem } from "../schedule/types.ts";

export const cacheModes = ["off", "read", "write", "on"] as const;
export type CacheMode = (typeof cacheModes)[number];

/** Answers of earlier calls, for the scheduler to take and a run to add to. */
export interface AnswerCache {
  readonly recall: Recall;
  /** Keeps a settled answer. Failures, refusals, filtered, empty and cut answers are never kept. */
  remember(settled: Settled): void;
  close(): Promise<void>;
}

export interface AnswerCacheOptions {
  readonly mode: CacheMode;
  readonly runId: string;
  readonly subjects: readonly { readonly model: ResolvedModel; readonly provider: ChatProvider }[];
}

/** Providers whose answers hang on more than what is sent: they are told which prompt it is. */
const knowsThePrompt = new Set(["simulated", "replay"]);

/**
 * The answer cache of one run. The key covers messages, endpoint, model, parameters, extra fields, response schema,
 * repeat and the adapter's version: repeats stay independent samples, and a judge that is asked again on purpose
 * (a later round, a second asking) is asked again.
 */
export function answerCache(store: AnswerCacheStore, { mode, runId, subjects }: AnswerCacheOptions): AnswerCache {
  const prefixes = new Map(subjects.map(({ model, provider }) => [model.id, prefixOf(model, provider)]));
  const keyOf = (item: WorkItem, model: ResolvedModel) => keyIn(prefixes.get(model.id)!, item, model);
  const reads = mode === "read" || mode === "on";
  const writes = mode === "write" || mode === "on";
  return {
    recall(item, model) {
      if (!reads) return null;
      const entry = store.get(keyOf(item, model));
      if (entry === null) return null;
      const answer = { ...(entry.answer as ChatAnswer), latencyMs: null, reportedCostUsd: null };
      return { answer, recalled: { runId: entry.run_id, savedUsd: entry.cost_usd } };
    },
    remember({ item, model, outcome, recalled, endedAtMs, totalCostUsd }) {
      if (!writes || recalled !== undefined || outcome.kind === "failure") return;
      if (classify(outcome).outcome !== "answered" || outcome.finish === "tool") return;
      const { raw: _raw, rateHeaders: _headers, rateWindows: _windows, ...kept } = outcome;
      store.put({
        key: keyOf(item, model),
        at: new Date(endedAtMs).toISOString(),
        run_id: runId,
        stage: item.stage,
        model: model.id,
        cost_usd: totalCostUsd,
        answer: { ...kept, rateHeaders: {}, raw: null },
      });
    },
    close: () => store.close(),
  };
}

function prefixOf(model: ResolvedModel, provider: ChatProvider): string {
  const subject = {
    provider: model.provider,
    base_url: model.baseUrl,
    model: model.model,
    extra: model.extra,
    ...(model.route === undefined ? {} : { route: model.route }),
    adapter_version: provider.adapterVersion ?? 1,
    ...(knowsThePrompt.has(model.provider) ? { id: model.id, simulate: model.entry.simulate ?? null } : {}),
  };
  return hash("sha256", canonicalJson(JSON.parse(JSON.stringify(subject))));
}

function keyIn(prefix: string, { request, repeat, stage, judge }: WorkItem, model: ResolvedModel): string {
  const { messages, params, responseSchema, origin } = request;
  const asked = {
    messages,
    params,
    response_schema: responseSchema,
    repeat,
    stage,
    // A judge's question has a name with its form and round in it; the roster's id of the judge is left out of the key.
    asking: judge === null ? null : judge.slice(judge.indexOf("|") + 1),
    ...(knowsThePrompt.has(model.provider)
      ? { prompt: origin.prompt.contentHash, subject: origin.subject, turn: origin.turn ?? 0 }
      : {}),
  };
  return hash("sha256", `${prefix}${canonicalJson(JSON.parse(JSON.stringify(asked)))}`);
}
