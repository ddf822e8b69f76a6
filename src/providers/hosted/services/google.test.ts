import { describe } from "vitest";
import { hostedKey, keepsTheHostedPromises } from "../../conformance/hosted-promises.ts";
import { google } from "./google.ts";

const answer = (text: string, over: { finish?: string; usage?: boolean } = {}) => ({
  candidates: [{ content: { parts: [{ text }], role: "model" }, finishReason: over.finish ?? "STOP", index: 0 }],
  ...(over.usage === false
    ? {}
    : { usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 3, totalTokenCount: 14 } }),
  modelVersion: "served-name",
  responseId: "r1",
});

const names: Record<number, string> = { 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED" };
const error = (message: string, status: number, details: object[] = []) => ({
  error: { code: status, message, status: names[status] ?? "INTERNAL", details },
});
const quota = "You exceeded your current quota, please check your plan and billing details.";

describe("google", () =>
  keepsTheHostedPromises(google, {
    answer,
    finishLength: "MAX_TOKENS",
    emptyChoices: { candidates: [], modelVersion: "served-name" },
    userText: (body) => (body["contents"] as { parts: { text: string }[] }[]).at(-1)?.parts[0]?.text,
    error,
    refusals: [
      ["a candidate stopped for safety", { candidates: [{ finishReason: "SAFETY", index: 0 }] }, "content-filter"],
      ["a prompt that was blocked", { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }, "content-filter"],
    ],
    ownErrors: [
      [429, error(quota, 429, [{ quotaId: "GenerateRequestsPerMinute" }, { retryDelay: "12s" }]), "rate_limit"],
      [429, error(quota, 429, [{ quotaId: "GenerateRequestsPerDayPerProject" }]), "quota"],
      [400, error("API key not valid. Please pass a valid API key.", 400), "auth"],
      [400, error("The input token count (2000000) exceeds the maximum number of tokens", 400), "context_length"],
    ],
    sent: {
      path: "/base/models/the-model:generateContent",
      headers: { "x-goog-api-key": hostedKey },
      body: {
        systemInstruction: { parts: [{ text: "Be brief.\n\nAnswer in German." }] },
        contents: [
          { role: "user", parts: [{ text: "Hello" }] },
          { role: "model", parts: [{ text: "Hallo" }] },
          { role: "user", parts: [{ text: "Count" }] },
        ],
        generationConfig: { temperature: 0.3, topP: 0.9, maxOutputTokens: 50, seed: 7, stopSequences: ["END"] },
      },
    },
  }));
