import { InvalidInputError } from "../../errors/input-errors.ts";
import type { ChatMessage } from "../../schema/run/prompt-row.ts";
import type { RosterEntry, SamplingParams } from "../../schema/run/roster.ts";
import { joinSystem } from "../join-system.ts";
import type { ChatAnswer, ChatFailure, ChatOutcome, ChatProvider, ChatRequest, ResolvedModel } from "../provider.ts";
import { resolveEntry } from "../resolve-entry.ts";
import { splitReasoning } from "../wire/split-reasoning.ts";
import { ggufFingerprint } from "./gguf-fingerprint.ts";
import {
  findLlamaPackage,
  type LlamaContext,
  type LlamaHistory,
  type LlamaModel,
  type LlamaPackage,
  type LlamaSequence,
  type LoadedLlama,
  loadLlamaPackage,
} from "./llama-package.ts";

/** A model in memory, with as many sequences as the roster gives it calls in flight. */
interface Loaded {
  readonly pack: LlamaPackage;
  readonly llama: LoadedLlama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly idle: LlamaSequence[];
}

const supported: readonly (keyof SamplingParams)[] = ["temperature", "topP", "maxOutputTokens", "seed", "stop"];
/** What a chat format may add around each message, in tokens. */
const formatTokens = 24;

/**
 * Local GGUF files through node-llama-cpp, an optional package that is looked for when a roster names this provider and
 * imported on the first call. `folders` is where to look beside this package's own place: where assay was started.
 */
export function llamaProvider(folders: readonly string[] = [process.cwd()]): ChatProvider {
  const loading = new Map<RosterEntry, Promise<Loaded>>();

  const load = async (model: ResolvedModel): Promise<Loaded> => {
    const { file, gpuLayers, context: contextSize, threads } = model.entry;
    const pack = await loadLlamaPackage(findLlamaPackage(folders));
    const gpu = gpuLayers === undefined || gpuLayers === 0 ? false : "auto";
    const llama = await pack.getLlama({ gpu, build: "never", logLevel: pack.LlamaLogLevel.error, progressLogs: false });
    const loaded = await llama.loadModel({ modelPath: file!, ...(gpuLayers === undefined ? {} : { gpuLayers }) });
    const context = await loaded.createContext({
      sequences: model.concurrency,
      ...(contextSize === undefined ? {} : { contextSize }),
      ...(threads === undefined ? {} : { threads }),
    });
    const idle = Array.from({ length: model.concurrency }, () => context.getSequence());
    return { pack, llama, model: loaded, context, idle };
  };
  const loadedOnce = (model: ResolvedModel): Promise<Loaded> => {
    let known = loading.get(model.entry);
    if (known === undefined) {
      known = load(model);
      loading.set(model.entry, known);
    }
    return known;
  };

  return {
    id: "llama",
    resolve(entry) {
      if (entry.file === undefined) {
        throw new InvalidInputError(`model "${entry.id}" has no file`, {
          hint: 'Provider "llama" needs one: "file": "models/name.gguf".',
        });
      }
      findLlamaPackage(folders);
      const baseUrl = `llama:${ggufFingerprint(entry.file)}`;
      const model = resolveEntry(entry, { provider: "llama", baseUrl, key: null, supportedParams: supported });
      return { ...model, model: entry.model ?? entry.id };
    },
    async generate(request, { signal, timeoutMs }): Promise<ChatOutcome> {
      let loaded: Loaded;
      try {
        loaded = await loadedOnce(request.model);
      } catch (error) {
        return failed("bad_request", `the model cannot be loaded: ${messageOf(error)}`);
      }
      if (signal.aborted) return failed("cancelled", "cancelled");
      const sequence = loaded.idle.pop();
      if (sequence === undefined) return failed("transient", "all sequences of this model are busy");
      const clock = new AbortController();
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        clock.abort();
      }, timeoutMs);
      const onAbort = () => clock.abort();
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        const outcome = await answer(loaded, sequence, request, clock.signal);
        if (timedOut) return failed("timeout", "no complete reply within the time allowed");
        return signal.aborted ? failed("cancelled", "cancelled") : outcome;
      } catch (error) {
        if (timedOut) return failed("timeout", "no complete reply within the time allowed");
        if (signal.aborted) return failed("cancelled", "cancelled");
        return failed("transient", messageOf(error));
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        // Nothing of one prompt may reach the next.
        await sequence.clearHistory().catch(() => undefined);
        loaded.idle.push(sequence);
      }
    },
    async close() {
      const all = [...loading.values()];
      loading.clear();
      for (const one of all) await one.then(({ llama }) => llama.dispose()).catch(() => undefined);
    },
  };
}

async function answer(
  { pack, llama, model, context }: Loaded,
  sequence: LlamaSequence,
  { messages, params, responseSchema, model: resolved }: ChatRequest,
  signal: AbortSignal,
): Promise<ChatOutcome> {
  // Chat formats have room for one system message, at the head.
  const sent = joinSystem(messages);
  const promptTokens = sent.reduce((sum, { content }) => sum + model.tokenize(content).length + formatTokens, 0);
  const room = context.contextSize - promptTokens;
  // Left alone, the package would drop the beginning of a conversation that does not fit.
  if (room < 1) {
    const words = `the prompt takes about ${promptTokens} tokens, and the context holds ${context.contextSize}`;
    return failed("context_length", words);
  }
  const last = sent.at(-1)!;
  const session = new pack.LlamaChatSession({ contextSequence: sequence });
  const before = sequence.tokenMeter.getState();
  try {
    session.setChatHistory(sent.slice(0, -1).map(historyItem));
    const reply = await session.promptWithMeta(last.content, {
      signal,
      stopOnAbortSignal: true,
      maxTokens: Math.min(params.maxOutputTokens ?? room, room),
      temperature: params.temperature ?? 0,
      ...(params.topP == null ? {} : { topP: params.topP }),
      ...(params.seed == null ? {} : { seed: params.seed }),
      ...(params.stop === undefined || params.stop.length === 0 ? {} : { customStopTriggers: [...params.stop] }),
      ...(responseSchema === null ? {} : { grammar: await llama.createGrammarForJsonSchema(responseSchema) }),
    });
    const used = sequence.tokenMeter.diff(before);
    const { text, reasoning } = splitReasoning(reply.responseText);
    const finish: ChatAnswer["finish"] = reply.stopReason === "maxTokens" ? "length" : "stop";
    return {
      kind: "answer",
      text,
      reasoningText: reasoning,
      finish,
      refusal: null,
      usage: { input: used.usedInputTokens, output: used.usedOutputTokens, reasoning: null, cachedInput: null },
      servedModel: resolved.model,
      fingerprint: null,
      requestId: null,
      rateHeaders: {},
      reportedCostUsd: null,
      ...(sent.length === messages.length ? {} : { messagesSent: sent }),
      raw: null,
    };
  } finally {
    session.dispose({ disposeSequence: false });
  }
}

function historyItem({ role, content }: ChatMessage): LlamaHistory[number] {
  if (role === "assistant") return { type: "model", response: [content] };
  return { type: role, text: content };
}

function failed(cause: ChatFailure["cause"], message: string): ChatFailure {
  return { kind: "failure", cause, status: null, retryAfterMs: null, scope: null, message, raw: null };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
