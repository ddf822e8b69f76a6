import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ChatAnswer, ChatFailure, ChatProvider, ChatRequest } from "../providers/provider.ts";
import { resolveEntry } from "../providers/resolve-entry.ts";
import type { LoadedSuite } from "../run/suite/load-suite.ts";
import { type SuiteTask, taskProviderId } from "../run/suite/suite-module.ts";
import type { RosterEntry } from "../schema/run/roster.ts";
import type { AnsweringSubject } from "./derive-answers.ts";
import { type ModelClients, NotAskedError } from "./model-clients.ts";
import { subjectIdentity } from "./run-identity.ts";

/** The provider that calls a suite's task; the run lends it its clients while it goes. */
export interface TaskProvider extends ChatProvider {
  clients: Pick<ModelClients, "of"> | null;
}

/** A task's roster entry: named like its function, or like the suite where the function has no name of its own. */
export function taskEntry({ suite, file, functions }: LoadedSuite, concurrency: number): RosterEntry {
  const own = functions.task?.name ?? "";
  const id = own === "" || own === "task" || own === "default" ? suite.id : own;
  return { id, provider: taskProviderId, concurrency, file };
}

/**
 * The subject that a suite's task is. Its identity holds the hash of the suite's file and the models it may ask, so
 * that answers of another version of the code are another subject's.
 */
export function taskSubject(
  entry: RosterEntry,
  { file, functions }: Pick<LoadedSuite, "file" | "functions">,
  models: readonly AnsweringSubject[],
): AnsweringSubject & { readonly provider: TaskProvider } {
  const extra = {
    code: hash("sha256", readFileSync(file)),
    ...(models.length === 0
      ? {}
      : { models: Object.fromEntries(models.map((one) => [one.model.id, subjectIdentity(one.model, one)])) }),
  };
  const provider = taskProvider(functions.task!, entry.id);
  const model = { ...provider.resolve(entry, {}), extra };
  return { model, provider, params: {}, dropped: [] };
}

function taskProvider(task: SuiteTask, name: string): TaskProvider {
  const provider: TaskProvider = {
    id: taskProviderId,
    clients: null,
    resolve: (entry) =>
      resolveEntry(entry, { provider: taskProviderId, baseUrl: null, key: entry.id, supportedParams: [] }),
    async generate(request, { signal, timeoutMs }) {
      const ended = new AbortController();
      const calls = callsOf(provider.clients ?? noModels, request, name);
      const timer = setTimeout(() => ended.abort(new TimeoutError()), timeoutMs);
      const cancel = () => ended.abort(new CancelledError());
      if (signal.aborted) cancel();
      signal.addEventListener("abort", cancel, { once: true });
      try {
        const output = await Promise.race([
          Promise.resolve().then(() =>
            task(inputOf(request), {
              signal: ended.signal,
              client: calls.client,
              messages: request.messages,
              repeat: request.origin.repeat,
            }),
          ),
          rejection(ended.signal),
        ]);
        // What it made of an answer it was not given is not its answer.
        if (calls.refused() !== null) return { ...failureOf(calls.refused()), callsCostUsd: calls.costUsd() };
        return { ...answerOf(output), callsCostUsd: calls.costUsd() };
      } catch (error) {
        return { ...failureOf(calls.refused() ?? error), callsCostUsd: calls.costUsd() };
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", cancel);
        ended.abort(new CancelledError());
      }
    },
  };
  return provider;
}

class TimeoutError extends Error {}
class CancelledError extends Error {}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

const noModels: Pick<ModelClients, "of"> = {
  of() {
    const create = () =>
      Promise.reject(new Error("this task asks a model: name one with --model provider/name or --models FILE"));
    return { chat: { completions: { create } }, responses: { create } };
  },
};

/** The client of one attempt, what its calls have cost, and whether one of them was not put. */
function callsOf(clients: Pick<ModelClients, "of">, { origin, model }: ChatRequest, name: string) {
  let costUsd: number | null = null;
  let calls = 0;
  let refused: NotAskedError | null = null;
  const watched = async (answer: Promise<object>): Promise<object> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof NotAskedError) refused = error;
      throw error;
    }
  };
  const client = clients.of({
    cell: origin.cell ?? "",
    repeat: origin.repeat,
    stage: "task",
    name,
    prompt: origin.prompt,
    subject: model.id,
    paid(usd) {
      const before = calls === 0 ? 0 : costUsd;
      costUsd = before === null || usd === null ? null : before + usd;
      calls++;
    },
  });
  const { chat, responses } = client;
  return {
    client: {
      chat: { completions: { create: (params: object) => watched(chat.completions.create(params)) } },
      responses: { create: (params: object) => watched(responses.create(params)) },
    },
    costUsd: () => costUsd,
    refused: (): NotAskedError | null => refused,
  };
}

/** The case's own input where the prompt keeps it; else the words that a model would be asked. */
function inputOf({ origin, messages }: ChatRequest): unknown {
  const { metadata } = origin.prompt;
  if (origin.turn === undefined && Object.hasOwn(metadata, "input")) return metadata["input"];
  return messages.findLast(({ role }) => role === "user")?.content ?? "";
}

function answerOf(output: unknown): ChatAnswer {
  const text = typeof output === "string" ? output : output === undefined ? "" : JSON.stringify(output);
  return {
    kind: "answer",
    text: text ?? "",
    reasoningText: null,
    finish: "stop",
    refusal: null,
    usage: { input: null, output: null, reasoning: null, cachedInput: null },
    servedModel: null,
    fingerprint: null,
    requestId: null,
    rateHeaders: {},
    reportedCostUsd: null,
    raw: null,
  };
}

const retryable = new Set([408, 409, 425, 429, 500, 502, 503, 504, 529]);

/** A thrown error as an outcome: it is tried again only where it says that this can help. */
function failureOf(error: unknown): ChatFailure {
  const facts = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const words = error instanceof Error ? error.message || error.name : String(error);
  const found = facts["status"] ?? facts["statusCode"];
  const status = typeof found === "number" ? found : null;
  const said = facts["retryable"] ?? facts["isRetryable"];
  const again = typeof said === "boolean" ? said : status !== null && retryable.has(status);
  const wait = facts["retryAfterMs"];
  const base = {
    kind: "failure" as const,
    status,
    retryAfterMs: again && typeof wait === "number" && wait >= 0 ? wait : null,
    scope: null,
    message: words.slice(0, 500),
    raw: null,
  };
  // A question that was not put, and a session that ends, leave the cell open for a resume.
  if (error instanceof NotAskedError || error instanceof CancelledError) return { ...base, cause: "cancelled" };
  if (error instanceof TimeoutError)
    return { ...base, cause: "timeout", message: "the task gave no answer within the time allowed", final: true };
  if (!again) return { ...base, cause: "task_error", final: true };
  return { ...base, cause: status === 429 ? "rate_limit" : "transient", scope: status === 429 ? "minute" : null };
}
