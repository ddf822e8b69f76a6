import { InvalidInputError, MissingKeyError } from "../../errors/input-errors.ts";
import type { RosterEntry } from "../../schema/run/roster.ts";
import { joinSystem } from "../join-system.ts";
import type { ChatOutcome, ChatProvider, ChatRequest, ResolvedModel } from "../provider.ts";
import { resolveEntry } from "../resolve-entry.ts";
import { httpPoster } from "../wire/http-post.ts";
import { redact } from "../wire/redact.ts";
import { bodyFields, callOptions } from "./call/call-options.ts";
import { type Exchange, type Exchanges, exchangeFetch } from "./call/exchange.ts";
import { readError } from "./call/read-error.ts";
import { readResult } from "./call/read-result.ts";
import type { HostedModel, Service } from "./service.ts";

interface Target {
  /** The service, or another route of it. */
  readonly service: Service;
  readonly key: string;
  loading: Promise<HostedModel> | null;
  loaded: HostedModel | null;
}

/**
 * A hosted service through its AI SDK package: one `doGenerate` a call, no retry. The package is imported on the first
 * call, so that a run without the service pays nothing for it. `connections` bounds the sockets per origin.
 */
export function hostedProvider(service: Service, options: { connections: number }): ChatProvider {
  const poster = httpPoster(options.connections);
  const targets = new WeakMap<ResolvedModel, Target>();
  const exchanges: Exchanges = new WeakMap();

  const load = (model: ResolvedModel, target: Target): Promise<HostedModel> => {
    const fetch = exchangeFetch(poster, exchanges, target.service, target.key);
    target.loading ??= target.service.load(model.model, { baseURL: model.baseUrl!, apiKey: target.key, fetch }).then(
      (loaded) => {
        target.loaded = loaded;
        return loaded;
      },
      (error) => {
        target.loading = null;
        throw error;
      },
    );
    return target.loading;
  };

  return {
    id: service.id,
    resolve(entry, env) {
      const variable = entry.apiKeyEnv ?? service.keyVariable;
      const key = env[variable] ?? "";
      if (key === "") throw new MissingKeyError([variable]);
      const way = routeOf(service, entry);
      const resolved = resolveEntry(entry, {
        provider: service.id,
        baseUrl: baseUrlOf(entry.id, entry.baseUrl ?? service.baseUrl),
        key,
        supportedParams: way.supportedParams(entry.model ?? entry.id),
      });
      const model = way === service ? resolved : { ...resolved, route: entry.route! };
      targets.set(model, { service: way, key, loading: null, loaded: null });
      return model;
    },
    async generate(request, call): Promise<ChatOutcome> {
      const target = targets.get(request.model)!;
      const way = target.service;
      const exchange: Exchange = {
        call,
        state: { timedOut: false, cancelled: false },
        params: request.params,
        fields: bodyFields(request, way),
        reply: null,
        replies: 0,
        broken: null,
        usageStoodIn: false,
      };
      const signal = new AbortController().signal;
      exchanges.set(signal, exchange);
      try {
        const model = target.loaded ?? (await orAborted(load(request.model, target), exchange));
        const result = await model.doGenerate(callOptions(request, way, signal));
        return withSent(readResult(result, exchange, way), request, way);
      } catch (error) {
        const outcome = readError(error, exchange, way);
        return outcome.kind === "answer" ? outcome : { ...outcome, message: redact(outcome.message, target.key) };
      }
    },
    close: () => poster.close(),
  };
}

function routeOf(service: Service, { id, route = "chat" }: RosterEntry): Service {
  if (route === "chat") return service;
  const way = service.routes?.[route];
  if (way !== undefined) return way;
  throw new InvalidInputError(`model "${id}": ${service.id} has no route "${route}"`, {
    hint: "Take route out of this model.",
  });
}

/** Where a wire has room for one system message, what was sent is not what was asked. */
function withSent(outcome: ChatOutcome, { messages }: ChatRequest, way: Service): ChatOutcome {
  if (outcome.kind === "failure" || way.oneSystemMessage !== true) return outcome;
  const messagesSent = joinSystem(messages);
  return messagesSent.length === messages.length ? outcome : { ...outcome, messagesSent };
}

function baseUrlOf(id: string, given: string): string {
  if (!URL.canParse(given)) {
    throw new InvalidInputError(`model "${id}": base_url "${given}" is no URL`, {
      hint: 'Write it in full, such as "https://gateway.example.org/v1".',
    });
  }
  return given.replace(/\/+$/, "");
}

/** Importing a package takes its time; an abort does not wait for it. */
function orAborted<T>(work: Promise<T>, { call, state }: Exchange): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      state.cancelled = true;
      reject(new Error("the call was cancelled"));
    };
    if (call.signal.aborted) stop();
    call.signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => call.signal.removeEventListener("abort", stop));
  });
}
