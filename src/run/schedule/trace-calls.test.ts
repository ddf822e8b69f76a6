import { type Attributes, type Span, SpanKind, type SpanOptions, trace } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { samplePrompt } from "../../providers/conformance/provider-promises.ts";
import type { ChatOutcome, ChatProvider, ChatRequest } from "../../providers/provider.ts";
import { simulatedProvider } from "../../providers/simulated/simulated-provider.ts";
import { callTracer } from "./trace-calls.ts";

afterEach(() => trace.disable());

interface Told {
  name: string;
  kind: SpanKind | undefined;
  attributes: Attributes;
  status: unknown;
  ended: boolean;
}

/** The smallest SDK there can be: it writes down what it is told. */
function startSdk(): Told[] {
  const spans: Told[] = [];
  const startSpan = (name: string, options: SpanOptions = {}): Span => {
    const told: Told = { name, kind: options.kind, attributes: { ...options.attributes }, status: null, ended: false };
    spans.push(told);
    const span = {
      setAttribute(key: string, value: Attributes[string]) {
        told.attributes[key] = value;
        return span;
      },
      setAttributes(more: Attributes) {
        Object.assign(told.attributes, more);
        return span;
      },
      setStatus(status: unknown) {
        told.status = status;
        return span;
      },
      end() {
        told.ended = true;
      },
      spanContext: () => ({ traceId: "1".repeat(32), spanId: "1".repeat(16), traceFlags: 1 }),
    };
    return span as unknown as Span;
  };
  const tracer = { startSpan, startActiveSpan: () => undefined };
  trace.setGlobalTracerProvider({ getTracer: () => tracer as unknown as ReturnType<typeof trace.getTracer> });
  return spans;
}

const provider: ChatProvider = simulatedProvider();
const model = provider.resolve({ id: "m", provider: "simulated", concurrency: 1 }, {});
const request: ChatRequest = {
  model: { ...model, baseUrl: "http://127.0.0.1:8901/v1" },
  messages: samplePrompt.messages,
  params: { temperature: 0.3 },
  responseSchema: null,
  origin: { prompt: samplePrompt, repeat: 2, stage: "answer", subject: null, attempt: 1 },
};
const call = { signal: new AbortController().signal, timeoutMs: 1000 };

test("without an SDK a call is a call", async () => {
  expect(await callTracer()(provider, request, call)).toMatchObject({ kind: "answer" });
});

test("with one, each call is a span with model, parameters and use, and no text of prompt or answer", async () => {
  const spans = startSdk();
  const outcome = await callTracer()(provider, request, call);
  expect(spans).toMatchObject([
    {
      name: "chat m",
      kind: SpanKind.CLIENT,
      ended: true,
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "simulated",
        "gen_ai.request.model": "m",
        "gen_ai.request.temperature": 0.3,
        "gen_ai.response.finish_reasons": ["stop"],
        "server.address": "127.0.0.1",
        "server.port": 8901,
        "assay.repeat": 2,
      },
    },
  ]);
  const text = JSON.stringify(spans);
  expect(text).not.toContain(samplePrompt.messages[0]!.content);
  expect(outcome.kind === "answer" && text.includes(outcome.text)).toBe(false);
  expect(spans[0]!.attributes["gen_ai.usage.output_tokens"]).toBeGreaterThan(0);
});

test("a failure is an error with its cause", async () => {
  const spans = startSdk();
  const failing: ChatProvider = {
    ...provider,
    generate: async (): Promise<ChatOutcome> => ({
      kind: "failure",
      cause: "rate_limit",
      status: 429,
      retryAfterMs: null,
      scope: "minute",
      message: "slow down",
      raw: null,
    }),
  };
  await callTracer()(failing, request, call);
  expect(spans[0]).toMatchObject({
    ended: true,
    status: { message: "rate_limit" },
    attributes: { "error.type": "rate_limit", "http.response.status_code": 429 },
  });
});
