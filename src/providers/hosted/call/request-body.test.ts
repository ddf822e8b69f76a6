import { expect, test } from "vitest";
import { alteredParams, withFields } from "./request-body.ts";

test("fields are laid over a body, objects over objects, everything else in its place", () => {
  const body = JSON.stringify({ model: "m", generationConfig: { temperature: 0.3, stop: ["a"] }, n: 1 });
  const fields = { generationConfig: { topK: 5, stop: ["b"] }, n: 2, user: "u" };
  expect(JSON.parse(withFields(body, fields))).toEqual({
    model: "m",
    generationConfig: { temperature: 0.3, topK: 5, stop: ["b"] },
    n: 2,
    user: "u",
  });
});

test("without fields the body stays the same text", () => {
  const body = '{ "model" : "m" }';
  expect(withFields(body, null)).toBe(body);
});

test.each([
  ["all there", { temperature: 0.3, seed: 7 }, { temperature: 0.3, random_seed: 7 }, []],
  ["nested and last", { topP: 0.9 }, { generationConfig: { topP: 0.9 } }, []],
  ["left out", { temperature: 0.3, topP: 0.9 }, { temperature: 0.3 }, ["topP"]],
  ["clamped", { temperature: 1.5 }, { temperature: 1 }, ["temperature"]],
  ["cut to a limit that begins the same", { maxOutputTokens: 100 }, { max_tokens: 1000 }, ["maxOutputTokens"]],
  ["a list", { stop: ["a", "b"] }, { stop_sequences: ["a", "b"] }, []],
  ["not asked", { temperature: null, stop: [] }, {}, []],
  ["named in a message only", { seed: 7 }, { messages: [{ content: 'say {"seed":7}' }] }, ["seed"]],
  ["zero", { temperature: 0 }, { temperature: 0, n: 1 }, []],
])("parameters: %s", (_, params, body, altered) => {
  expect(alteredParams(params, JSON.stringify(body))).toEqual(altered);
});
