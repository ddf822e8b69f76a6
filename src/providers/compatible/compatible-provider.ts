import { InvalidInputError, MissingKeyError } from "../../errors/input-errors.ts";
import type { ChatOutcome, ChatProvider, ResolvedModel } from "../provider.ts";
import { resolveEntry } from "../resolve-entry.ts";
import { failureFromException, failureFromReply, protocolFailure } from "../wire/failures.ts";
import { type HttpPoster, httpPoster } from "../wire/http-post.ts";
import { redact } from "../wire/redact.ts";
import { chatBody } from "./chat-body.ts";
import { readCompletion } from "./read-completion.ts";

interface Target {
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly key: string | null;
}

/**
 * Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, LM Studio, a LiteLLM proxy. Our own
 * path over undici, because it carries the most traffic. `connections` bounds the sockets per origin.
 */
export function compatibleProvider(options: { connections: number }): ChatProvider {
  const targets = new WeakMap<ResolvedModel, Target>();
  const poster: HttpPoster = httpPoster(options.connections);
  return {
    id: "compatible",
    resolve(entry, env) {
      if (entry.baseUrl === undefined) {
        throw new InvalidInputError(`model "${entry.id}" has no base_url`, {
          hint: 'Provider "compatible" needs one, such as "base_url": "http://127.0.0.1:8000/v1".',
        });
      }
      const key = entry.apiKeyEnv === undefined ? null : (env[entry.apiKeyEnv] ?? "");
      if (key === "") throw new MissingKeyError([entry.apiKeyEnv!]);
      const model = resolveEntry(entry, { provider: "compatible", baseUrl: trimSlash(entry.baseUrl), key });
      targets.set(model, targetOf(entry.id, model.baseUrl!, key));
      return model;
    },
    async generate(request, call): Promise<ChatOutcome> {
      const target = targets.get(request.model)!;
      const state = { timedOut: false, cancelled: false };
      try {
        const reply = await poster.post(target.url, target.headers, chatBody(request), call, state);
        const body = redact(reply.body, target.key);
        if (reply.status === 200) return readCompletion(body, reply.headers);
        return failureFromReply(reply.status, reply.headers, body, Date.now());
      } catch (error) {
        if ((error as { code?: string }).code === "REPLY_TOO_LONG")
          return protocolFailure((error as Error).message, "");
        return failureFromException(error, state);
      }
    },
    close: () => poster.close(),
  };
}

function targetOf(id: string, baseUrl: string, key: string | null): Target {
  let url: URL;
  try {
    url = new URL(`${baseUrl}/chat/completions`);
  } catch (cause) {
    throw new InvalidInputError(`model "${id}": base_url "${baseUrl}" is no URL`, {
      hint: 'Write it in full, such as "http://127.0.0.1:8000/v1".',
      cause,
    });
  }
  const headers: Record<string, string> = { "content-type": "application/json", accept: "application/json" };
  if (key !== null) headers["authorization"] = `Bearer ${key}`;
  return { url, headers, key };
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
