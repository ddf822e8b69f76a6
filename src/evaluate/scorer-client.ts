import { hash } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import type { ChatOutcome } from "../providers/provider.ts";
import { outcomeFromRecord, readAttempt } from "../run/journal/attempt-record.ts";
import type { RunJournal } from "../run/journal/run-journal.ts";
import { schedule } from "../run/schedule/scheduler.ts";
import type { ScheduleEnd, SchedulerOptions, WorkItem } from "../run/schedule/types.ts";
import { canonicalJson } from "../schema/canonical-json.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { ChatMessage } from "../schema/run/prompt-row.ts";
import type { SamplingParams } from "../schema/run/roster.ts";
import { promptOfRow } from "./ask-judges.ts";
import type { PlannedSubject } from "./plan-run.ts";

/** A request as scorers of other packages write it: OpenAI's chat completions, as far as judging needs them. */
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

/** What a scorer that asks a model is handed: it looks like OpenAI's client, and its calls are the run's own. */
export interface ScorerClient {
  readonly chat: { readonly completions: { create(params: ChatParams): Promise<object> } };
  readonly responses: { create(params: ChatParams): Promise<object> };
}

export interface ScorerClients {
  of(row: AnswerRow, scorer: string): ScorerClient;
  /** No more will be asked; resolves when what is in flight has ended. */
  close(): Promise<ScheduleEnd>;
}

/** Clients without a judge behind them: the scorer gets no score, and the reason says what to type. */
export const noScorerClients: Pick<ScorerClients, "of"> = {
  of() {
    const create = () =>
      Promise.reject(
        new Error("this scorer asks a model: name one with --scorer-model provider/name or --judges FILE"),
      );
    return { chat: { completions: { create } }, responses: { create } };
  },
};

/** Names one scorer's result on one answer. */
export function resultKey({ cell, repeat }: Pick<AnswerRow, "cell" | "repeat">, scorer: string): string {
  return `${cell}#${repeat}#${scorer}`;
}

interface Waiting {
  resolve(outcome: ChatOutcome): void;
  reject(error: Error): void;
}

/**
 * Clients for scorers that ask a model. Calls go through the scheduler under the judges' limits and the budget, and
 * into the journal under the scorer's name and a hash of the question, so that scoring again asks nothing twice.
 * `model` names a judge of the roster; any other name means the first.
 */
export function scorerClients(
  judges: readonly PlannedSubject[],
  journal: RunJournal,
  options: SchedulerOptions,
): ScorerClients {
  const queues = new Map(judges.map((judge) => [judge.model.id, itemQueue()]));
  const waiting = new Map<WorkItem, Waiting>();
  const running = schedule(
    judges.map(({ model, provider }) => ({ model, provider, items: queues.get(model.id)! })),
    options,
  );
  let ended: ScheduleEnd | null = null;
  const served = (async () => {
    try {
      for await (const { item, outcome } of running.results) {
        waiting.get(item)?.resolve(outcome);
        waiting.delete(item);
      }
      ended = await running.end;
    } finally {
      const why = ended === null ? "the journal cannot be written" : (ended.parked[0]?.why ?? ended.reason);
      for (const { reject } of waiting.values()) reject(new Error(`the judge was not asked: ${why}`));
      waiting.clear();
    }
  })();
  served.catch(() => undefined);
  // A lane that is parked takes nothing more; its questions must not be waited for.
  const isParked = (id: string) => running.progress().find((lane) => lane.model === id)?.parked ?? null;

  const ask = async (row: AnswerRow, scorer: string, asked: Map<string, number>, params: ChatParams) => {
    const judge = judges.find(({ model }) => model.id === params.model) ?? judges[0]!;
    const request = requestOf(params, judge);
    const digest = hash("sha256", canonicalJson(JSON.parse(JSON.stringify(request)))).slice(0, 16);
    const times = (asked.get(digest) ?? 0) + 1;
    asked.set(digest, times);
    const name = `${judge.model.id}|${scorer}|${digest}${times > 1 ? `|asking ${times}` : ""}`;
    const known = recorded(journal, row, name);
    if (known?.kind === "answer") return known;
    const why = ended?.reason ?? isParked(judge.model.id);
    if (why !== null) throw new Error(`the judge was not asked: ${why}`);
    const origin = {
      prompt: promptOfRow(row),
      repeat: row.repeat,
      stage: "judge" as const,
      subject: row.modelId,
      attempt: 1,
    };
    const item: WorkItem = {
      cell: row.cell,
      repeat: row.repeat,
      stage: "judge",
      judge: name,
      request: { ...request, origin },
    };
    const outcome = await new Promise<ChatOutcome>((resolve, reject) => {
      waiting.set(item, { resolve, reject });
      queues.get(judge.model.id)!.push(item);
    });
    if (outcome.kind === "failure") throw new Error(`judge: ${outcome.cause}: ${outcome.message}`);
    return outcome;
  };
  return {
    of(row, scorer) {
      const asked = new Map<string, number>();
      return {
        chat: {
          completions: { create: async (params) => asCompletion(await ask(row, scorer, asked, params), params) },
        },
        responses: { create: async (params) => asResponse(await ask(row, scorer, asked, params), params) },
      };
    },
    async close() {
      for (const queue of queues.values()) queue.end();
      await served;
      return running.end;
    },
  };
}

function recorded(journal: RunJournal, row: AnswerRow, judge: string): ChatOutcome | null {
  const entry = journal.index.get({ cell: row.cell, repeat: row.repeat, stage: "judge", judge });
  if (entry === null) return null;
  const descriptor = openSync(journal.file, "r");
  try {
    return outcomeFromRecord(readAttempt(descriptor, journal.file, entry, row.cell));
  } finally {
    closeSync(descriptor);
  }
}

function requestOf({ messages, input, temperature, max_tokens, tools }: ChatParams, judge: PlannedSubject) {
  const sent = (messages ?? input ?? []).map(({ role, content }): ChatMessage => {
    const known = role === "system" || role === "assistant" ? role : "user";
    return { role: known, content: typeof content === "string" ? content : JSON.stringify(content) };
  });
  const params: SamplingParams = {
    ...(temperature === undefined ? {} : { temperature }),
    ...(max_tokens === undefined ? {} : { maxOutputTokens: max_tokens }),
    ...judge.params,
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

function asCompletion(outcome: ChatOutcome & { kind: "answer" }, { tools }: ChatParams): object {
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

function asResponse(outcome: ChatOutcome & { kind: "answer" }, { tools }: ChatParams): object {
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
