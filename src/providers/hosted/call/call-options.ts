import type { ChatMessage } from "../../../schema/run/prompt-row.ts";
import { joinSystem } from "../../join-system.ts";
import type { ChatRequest } from "../../provider.ts";
import type { CallOptions, Service } from "../service.ts";

type Prompt = CallOptions["prompt"];

/** A chat request in the words of the AI SDK. Absent and null parameters are left out. */
export function callOptions(request: ChatRequest, service: Service, abortSignal: AbortSignal): CallOptions {
  const { params } = request;
  const options: CallOptions = { prompt: promptOf(request.messages, service.oneSystemMessage === true), abortSignal };
  if (params.temperature != null) options.temperature = params.temperature;
  if (params.topP != null) options.topP = params.topP;
  if (params.maxOutputTokens != null) options.maxOutputTokens = params.maxOutputTokens;
  if (params.seed != null) options.seed = params.seed;
  if (params.stop !== undefined && params.stop.length > 0) options.stopSequences = [...params.stop];
  const own = service.providerOptions?.(params);
  if (own !== undefined) options.providerOptions = own;
  if (request.responseSchema !== null)
    options.responseFormat = { type: "json", name: "reply", schema: request.responseSchema };
  return options;
}

/** Fields laid over the body a package writes: reasoning effort, then `extra`, which has the last word. */
export function bodyFields(request: ChatRequest, service: Service): object | null {
  const effort = request.params.reasoningEffort;
  const fields = {
    ...(effort == null ? {} : service.effortFields?.(effort)),
    ...request.model.extra,
  };
  return Object.keys(fields).length === 0 ? null : fields;
}

function promptOf(messages: readonly ChatMessage[], oneSystemMessage: boolean): Prompt {
  return (oneSystemMessage ? joinSystem(messages) : messages).map(({ role, content }) =>
    role === "system" ? { role, content } : { role, content: [{ type: "text", text: content }] },
  );
}
