import { hash } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import type { ChatAnswer, ChatProvider, ResolvedModel } from "../providers/provider.ts";
import { outcomeFromRecord, readAttempt } from "../run/journal/attempt-record.ts";
import type { RunJournal } from "../run/journal/run-journal.ts";
import type { DayQuota } from "../run/schedule/day-quota.ts";
import { schedule } from "../run/schedule/scheduler.ts";
import type { ScheduleEnd, SchedulerOptions, Settled, WorkItem } from "../run/schedule/types.ts";
import { canonicalJson } from "../schema/canonical-json.ts";
import type { ChatMessage, PromptRow } from "../schema/run/prompt-row.ts";
import type { SamplingParams } from "../schema/run/roster.ts";

/** A request as functions of other packages write it: OpenAI's chat completions, as far as is needed. */
interface ChatParams {
  readonly model?: string;
  readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
  readonly input?: readonly { readonly role: string; readonly content: unknown }[];
  readonly temperature?: number;
  readonly max_tokens?: number;
  readonly tools?: readonly {
    readonly name?: string;
    readonly parameters?: object;
    readonly function?: { readonly name: string; readonly parameters?: object };
  }[];
}

/** What a function that asks a model is handed: it looks like OpenAI's client, and its calls are the run's own. */
export interface ModelClient {
  readonly chat: { readonly completions: { create(params: ChatParams): Promise<object> } };
  readonly responses: { create(params: ChatParams): Promise<object> };
}

/** On whose behalf a model is asked: the cell it counts for, and the name that stands in the journal. */
interface Asker {
  readonly cell: string;
  readonly repeat: number;
  readonly stage: "judge" | "task";
  /** A scorer's id, or the task's. */
  readonly name: string;
  readonly prompt: PromptRow;
  /** The subject whose answer is judged, or made. */
  readonly subject: string;
  /** Told what each answer cost, those that stood in the journal already among them. */
  paid?(costUsd: number | null): void;
}

export interface ModelClients {
  of(asker: Asker): ModelClient;
  /** No more will be asked; resolves when what is in flight has ended. */
  close(): Promise<ScheduleEnd>;
}

/** A question that was not put: the budget, a parked model or the end of the session stood before it. */
export class NotAskedError extends Error {
  override readonly name = "NotAskedError";
}

/** A model as it is asked: where, through what, and with which parameters. */
interface AskedModel {
  readonly model: ResolvedModel;
  readonly provider: ChatProvider;
  readonly params: SamplingParams;
}

interface Waiting {
  readonly model: string;
  resolve(settled: Settled): void;
  reject(error: Error): void;
}

/**
 * Clients for functions that ask a model. Calls go through the scheduler under the models' limits and the budget, and
 * into the journal under the asker's name and a hash of the question, so that a second session asks nothing twice.
 * `model` names one of `models`; any other name means the first. `noun` is what they are called in messages.
 * `refusing` is told when a question was not put.
 */
export function modelClients(
  models: readonly AskedModel[],
  journal: RunJournal,
  options: SchedulerOptions,
  noun: string,
  refusing: () => void = () => undefined,
  quotaOf: (model: ResolvedModel) => DayQuota | null = () => null,
): ModelClients {
  const queues = new Map(models.map(({ model }) => [model.id, itemQueue()]));
  const waiting = new Map<WorkItem, Waiting>();
  const refuse = (why: string, model?: string) => {
    for (const [item, asked] of waiting) {
      if (model !== undefined && asked.model !== model) continue;
      waiting.delete(item);
      refusing();
      asked.reject(new NotAskedError(`the ${noun} was not asked: ${why}`));
    }
  };
  const event: SchedulerOptions["recorder"]["event"] = (told) => {
    options.recorder.event(told);
    // What a parked model was still to be asked comes back no more.
    if (told.kind === "park") refuse(told.why, told.model);
  };
  const running = schedule(
    models.map(({ model, provider }) => {
      return { model, provider, items: queues.get(model.id)!, quota: quotaOf(model) };
    }),
    { ...options, recorder: { ...options.recorder, event } },
  );
  let ended: ScheduleEnd | null = null;
  const served = (async () => {
    try {
      for await (const settled of running.results) {
        waiting.get(settled.item)?.resolve(settled);
        waiting.delete(settled.item);
      }
      ended = await running.end;
    } finally {
      refuse(ended === null ? "the journal cannot be written" : (ended.parked[0]?.why ?? ended.reason));
    }
  })();
  served.catch(() => undefined);
  // A lane that is parked takes nothing more; its questions must not be waited for.
  const isParked = (id: string) => running.progress().find((lane) => lane.model === id)?.parked ?? null;

  const ask = async (asker: Asker, asked: Map<string, number>, params: ChatParams): Promise<ChatAnswer> => {
    const { cell, repeat, stage } = asker;
    const subject = models.find(({ model }) => model.id === params.model) ?? models[0]!;
    const request = requestOf(params, subject);
    const digest = hash("sha256", canonicalJson(JSON.parse(JSON.stringify(request)))).slice(0, 16);
    const times = (asked.get(digest) ?? 0) + 1;
    asked.set(digest, times);
    const judge = `${subject.model.id}|${asker.name}|${digest}${times > 1 ? `|asking ${times}` : ""}`;
    const known = recorded(journal, { cell, repeat, stage, judge });
    if (known !== null) {
      asker.paid?.(known.costUsd);
      return known.answer;
    }
    const why = ended?.reason ?? isParked(subject.model.id);
    if (why !== null) {
      refusing();
      throw new NotAskedError(`the ${noun} was not asked: ${why}`);
    }
    const origin =
      stage === "judge"
        ? { prompt: asker.prompt, repeat, stage, subject: asker.subject, attempt: 1 }
        : { prompt: asker.prompt, repeat, stage: "answer" as const, subject: null, attempt: 1 };
    const item: WorkItem = { cell, repeat, stage, judge, request: { ...request, origin } };
    const { outcome, totalCostUsd } = await new Promise<Settled>((resolve, reject) => {
      waiting.set(item, { model: subject.model.id, resolve, reject });
      queues.get(subject.model.id)!.push(item);
    });
    if (outcome.kind === "failure") throw new Error(`${noun}: ${outcome.cause}: ${outcome.message}`);
    asker.paid?.(totalCostUsd);
    return outcome;
  };
  return {
    of(asker) {
      const asked = new Map<string, number>();
      return {
        chat: { completions: { create: async (params) => asCompletion(await ask(asker, asked, params), params) } },
        responses: { create: async (params) => asResponse(await ask(asker, asked, params), params) },
      };
    },
    async close() {
      for (const queue of queues.values()) queue.end();
      await served;
      return running.end;
    },
  };
}

/** An answer that an earlier attempt or session was given to the same question. */
function recorded(
  journal: RunJournal,
  key: { cell: string; repeat: number; stage: "judge" | "task"; judge: string },
): { answer: ChatAnswer; costUsd: number | null } | null {
  const entry = journal.index.get(key);
  if (entry === null) return null;
  const descriptor = openSync(journal.file, "r");
  try {
    const line = readAttempt(descriptor, journal.file, entry, key.cell);
    const answer = outcomeFromRecord(line);
    const cost = line.record["total_cost_usd"];
    return answer.kind === "answer" ? { answer, costUsd: typeof cost === "number" ? cost : null } : null;
  } finally {
    closeSync(descriptor);
  }
}

function requestOf({ messages, input, temperature, max_tokens, tools }: ChatParams, subject: AskedModel) {
  const sent = (messages ?? input ?? []).map(({ role, content }): ChatMessage => {
    const known = role === "system" || role === "assistant" ? role : "user";
    return { role: known, content: typeof content === "string" ? content : JSON.stringify(content) };
  });
  const params: SamplingParams = {
    ...(temperature === undefined ? {} : { temperature }),
    ...(max_tokens === undefined ? {} : { maxOutputTokens: max_tokens }),
    ...subject.params,
  };
  const schema = toolOf(tools)?.parameters ?? null;
  const hint = "Reply with one JSON object and nothing else. It must satisfy this schema:";
  // Services without structured output see the schema in words.
  const told: ChatMessage[] = schema === null ? [] : [{ role: "system", content: `${hint} ${JSON.stringify(schema)}` }];
  return { messages: [...told, ...sent], params, responseSchema: schema };
}

/** A tool that must be called is a way to ask for an answer of a shape. */
function toolOf(tools: ChatParams["tools"]): { name: string; parameters?: object } | null {
  const [tool] = tools ?? [];
  if (tool === undefined) return null;
  return (
    tool.function ?? {
      name: tool.name ?? "reply",
      ...(tool.parameters === undefined ? {} : { parameters: tool.parameters }),
    }
  );
}

function asCompletion(outcome: ChatAnswer, { tools }: ChatParams): object {
  const tool = toolOf(tools);
  const call = { id: "call_1", type: "function", function: { name: tool?.name, arguments: bareJson(outcome.text) } };
  const message = tool === null ? { content: outcome.text } : { content: null, tool_calls: [call] };
  return {
    object: "chat.completion",
    model: outcome.servedModel,
    choices: [
      { index: 0, message: { role: "assistant", refusal: outcome.refusal, ...message }, finish_reason: outcome.finish },
    ],
    usage: { prompt_tokens: outcome.usage.input, completion_tokens: outcome.usage.output },
  };
}

function asResponse(outcome: ChatAnswer, { tools }: ChatParams): object {
  const tool = toolOf(tools);
  const output =
    tool === null
      ? { type: "output_text", text: outcome.text }
      : { type: "function_call", call_id: "call_1", name: tool.name, arguments: bareJson(outcome.text) };
  return { model: outcome.servedModel, output: [output] };
}

/** JSON without the fence some models put around it. */
function bareJson(text: string): string {
  return /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text)?.[1] ?? text.trim();
}

/** Items that come as they are asked, until no more will. */
function itemQueue(): AsyncIterator<WorkItem> & { push(item: WorkItem): void; end(): void } {
  const items: WorkItem[] = [];
  let over = false;
  let wake: (() => void) | null = null;
  const notify = () => {
    wake?.();
    wake = null;
  };
  return {
    push(item) {
      items.push(item);
      notify();
    },
    end() {
      over = true;
      notify();
    },
    async next() {
      for (;;) {
        const item = items.shift();
        if (item !== undefined) return { done: false, value: item };
        if (over) return { done: true, value: undefined };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
