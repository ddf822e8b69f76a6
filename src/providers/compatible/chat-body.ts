import type { ChatRequest } from "../provider.ts";

/** The request body of a chat completion. Absent and null parameters are not sent. */
export function chatBody(request: ChatRequest): string {
  const { model, params } = request;
  const body: Record<string, unknown> = { model: model.model, messages: request.messages };
  if (params.temperature != null) body["temperature"] = params.temperature;
  if (params.topP != null) body["top_p"] = params.topP;
  if (params.maxOutputTokens != null) body["max_tokens"] = params.maxOutputTokens;
  if (params.seed != null) body["seed"] = params.seed;
  if (params.stop !== undefined && params.stop.length > 0) body["stop"] = params.stop;
  if (params.reasoningEffort != null) body["reasoning_effort"] = params.reasoningEffort;
  if (request.responseSchema !== null) {
    body["response_format"] = {
      type: "json_schema",
      json_schema: { name: "reply", strict: true, schema: request.responseSchema },
    };
  }
  return JSON.stringify(Object.assign(body, model.extra));
}
