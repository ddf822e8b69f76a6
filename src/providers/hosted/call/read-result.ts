import { rateFactsOf } from "../../compatible/read-completion.ts";
import type { ChatAnswer, ChatOutcome, Usage } from "../../provider.ts";
import { protocolFailure } from "../../wire/failures.ts";
import { splitReasoning } from "../../wire/split-reasoning.ts";
import type { GenerateResult, Service } from "../service.ts";
import { asObject, type ReplyFacts, textOrNull } from "../wires/wire.ts";
import type { Exchange, Headers } from "./exchange.ts";
import { hasError, readUnreadable } from "./read-error.ts";

const finishes: Readonly<Record<string, ChatAnswer["finish"]>> = {
  stop: "stop",
  length: "length",
  "content-filter": "content-filter",
  "tool-calls": "tool",
};

/** What a package made of a reply, as an answer. Facts come from the reply itself, where absent is not 0. */
export function readResult(result: GenerateResult, exchange: Exchange, service: Service): ChatOutcome {
  const { body, headers } = exchange.reply!;
  const raw = asObject(exchange.usageStoodIn ? JSON.parse(body) : result.response?.body) ?? {};
  const facts = service.wire.facts(raw);
  if (facts === null || hasError(raw)) return readUnreadable(null, exchange.reply!, service);
  if (result.finishReason.unified === "error")
    return protocolFailure(`the service ended with ${result.finishReason.raw ?? "an error"}`, body);
  const { text, reasoning } = textsOf(result.content, facts.refusal);
  return {
    kind: "answer",
    text,
    reasoningText: reasoning,
    finish: finishOf(result.finishReason, facts),
    refusal: facts.refusal,
    usage: exchange.replies > 1 ? summedUsage(result.usage) : facts.usage,
    servedModel: facts.servedModel,
    fingerprint: facts.fingerprint,
    requestId: requestIdIn(headers) ?? facts.id,
    ...rateFactsOf(headers),
    reportedCostUsd: facts.reportedCost,
    raw,
  };
}

/** Packages append a refusal to the text; it stands in a field of its own here. */
function textsOf(
  content: GenerateResult["content"],
  refusal: string | null,
): { text: string; reasoning: string | null } {
  const texts = content.flatMap((part) => (part.type === "text" ? [part.text] : []));
  if (refusal !== null && texts.at(-1) === refusal) texts.pop();
  const split = splitReasoning(texts.join(""));
  const thoughts = content.flatMap((part) => (part.type === "reasoning" && part.text !== "" ? [part.text] : []));
  return { text: split.text, reasoning: thoughts.length > 0 ? thoughts.join("\n") : split.reasoning };
}

/** Several replies make one answer, and only the package has seen all their counts. */
function summedUsage({ inputTokens, outputTokens }: GenerateResult["usage"]): Usage {
  return {
    input: inputTokens.total ?? null,
    output: outputTokens.total ?? null,
    reasoning: outputTokens.reasoning ?? null,
    cachedInput: inputTokens.cacheRead ?? null,
  };
}

function finishOf({ unified, raw }: GenerateResult["finishReason"], facts: ReplyFacts): ChatAnswer["finish"] {
  if (raw === "refusal" || (facts.refusal !== null && (raw === "stop" || raw === undefined))) return "refusal";
  return finishes[unified] ?? "other";
}

function requestIdIn(headers: Headers): string | null {
  return textOrNull(headers["x-request-id"]) ?? textOrNull(headers["request-id"]);
}
