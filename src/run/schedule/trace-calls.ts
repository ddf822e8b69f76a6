import { createRequire } from "node:module";
import type { Attributes, Span, Tracer } from "@opentelemetry/api";
import type { ChatOutcome, ChatProvider, ChatRequest } from "../../providers/provider.ts";

type Api = typeof import("@opentelemetry/api");
type Generate = (
  provider: ChatProvider,
  request: ChatRequest,
  call: { signal: AbortSignal; timeoutMs: number },
) => Promise<ChatOutcome>;

/** Where an OpenTelemetry SDK puts itself when it is started. */
const registered = Symbol.for("opentelemetry.js.api.1");

/**
 * Makes calls with a span `chat <model>` around each, in the words of the gen_ai conventions, and no text of prompt or
 * answer in it. Without an SDK in this process there are no spans and the package is not even loaded.
 */
export function callTracer(): Generate {
  if (!(registered in globalThis)) return (provider, request, call) => provider.generate(request, call);
  const api = createRequire(import.meta.url)("@opentelemetry/api") as Api;
  const tracer = api.trace.getTracer("assay");
  return (provider, request, call) => traced(api, tracer, provider, request, call);
}

async function traced(
  api: Api,
  tracer: Tracer,
  provider: ChatProvider,
  request: ChatRequest,
  call: { signal: AbortSignal; timeoutMs: number },
): Promise<ChatOutcome> {
  const { model } = request;
  const span = tracer.startSpan(`chat ${model.model}`, {
    kind: api.SpanKind.CLIENT,
    attributes: requestAttributes(request),
  });
  try {
    const outcome = await api.context.with(api.trace.setSpan(api.context.active(), span), () =>
      provider.generate(request, call),
    );
    tell(api, span, outcome);
    return outcome;
  } catch (error) {
    span.setStatus({ code: api.SpanStatusCode.ERROR });
    span.setAttribute("error.type", "_OTHER");
    throw error;
  } finally {
    span.end();
  }
}

function requestAttributes({ model, params, origin }: ChatRequest): Attributes {
  const url = model.baseUrl !== null && URL.canParse(model.baseUrl) ? new URL(model.baseUrl) : null;
  return known({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": model.provider,
    "gen_ai.request.model": model.model,
    "gen_ai.request.temperature": params.temperature,
    "gen_ai.request.top_p": params.topP,
    "gen_ai.request.max_tokens": params.maxOutputTokens,
    "gen_ai.request.seed": params.seed,
    "gen_ai.request.stop_sequences": params.stop?.length ? [...params.stop] : null,
    "server.address": url?.hostname || null,
    "server.port": url?.port ? Number(url.port) : null,
    "assay.stage": origin.stage,
    "assay.prompt_id": origin.prompt.promptId,
    "assay.repeat": origin.repeat,
    "assay.attempt": origin.attempt,
  });
}

function tell(api: Api, span: Span, outcome: ChatOutcome): void {
  if (outcome.kind === "failure") {
    span.setStatus({ code: api.SpanStatusCode.ERROR, message: outcome.cause });
    span.setAttributes(known({ "error.type": outcome.cause, "http.response.status_code": outcome.status }));
    return;
  }
  span.setAttributes(
    known({
      "gen_ai.response.model": outcome.servedModel,
      "gen_ai.response.id": outcome.requestId,
      "gen_ai.response.finish_reasons": [outcome.finish],
      "gen_ai.usage.input_tokens": outcome.usage.input,
      "gen_ai.usage.output_tokens": outcome.usage.output,
    }),
  );
}

/** What is not known is left out. */
function known(attributes: Readonly<Record<string, Attributes[string] | null>>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value != null)) as Attributes;
}
