import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance } from "./levenshtein.ts";
import { isRule, type RuleName, ruleScorer, rules } from "./rules.ts";

function scoreOf(use: RuleName, output: string, expected: unknown, options: Record<string, unknown> = {}) {
  const scorer = ruleScorer({ id: "s", use, with: options as never });
  return scorer({ input: "q", output, expected }) as { name: string; score: number | null; metadata?: object };
}

describe("exact", () => {
  test.each<[string, unknown, Record<string, unknown>, number | null]>([
    ["Paris", "Paris", {}, 1],
    [" Paris\n", "Paris", {}, 1],
    ["paris", "Paris", {}, 0],
    ["PARIS.", "Paris", { normalise: ["case", "punctuation"] }, 1],
    ["ﬁne", "fine", {}, 1],
    ["ﬁne", "fine", { normalise: [] }, 0],
    ["b", ["a", "b"], {}, 1],
    ["42", 42, {}, 1],
    ["0.9.", "0.9", { normalise: ["punctuation", "space"] }, 1],
    ["-5", "5", { normalise: ["punctuation"] }, 0],
    [".5", "5", { normalise: ["punctuation"] }, 0],
    ["“South  America”", "south america", { normalise: ["nfkc", "case", "space", "punctuation"] }, 1],
    ["x", undefined, {}, null],
    ["", "", {}, 1],
  ])("%j against %j with %j: %s", (output, expected, options, score) => {
    expect(scoreOf("exact", output, expected, options).score).toBe(score);
  });
});

describe("includes", () => {
  test.each<[string, unknown, Record<string, unknown>, number]>([
    ["It is Paris, of course.", "paris", {}, 1],
    ["concatenate", "cat", {}, 1],
    ["concatenate", "cat", { words: true }, 0],
    ["the cat.", "cat", { words: true }, 1],
    ["concat cat", "cat", { words: true }, 1],
    ["red and blue", ["red", "green"], {}, 1],
    ["red and blue", ["red", "green"], { all: true }, 0],
    ["red and green", ["red", "green"], { all: true }, 1],
  ])("%j against %j with %j: %s", (output, expected, options, score) => {
    expect(scoreOf("includes", output, expected, options).score).toBe(score);
  });
});

describe("regex", () => {
  test.each<[string, unknown, Record<string, unknown>, number | null]>([
    ["Order 4711 ok", undefined, { pattern: "\\d{4}" }, 1],
    ["Order 471 ok", undefined, { pattern: "^\\d{4}$" }, 0],
    ["ABC", undefined, { pattern: "abc", flags: "i" }, 1],
    ["abc", "a.c", {}, 1],
    ["abc", undefined, {}, null],
  ])("%j against %j with %j: %s", (output, expected, options, score) => {
    expect(scoreOf("regex", output, expected, options).score).toBe(score);
  });

  test("a pattern that does not compile is refused before any answer is read", () => {
    expect(() => ruleScorer({ id: "r", use: "regex", with: { pattern: "(" } })).toThrow(/does not compile/);
  });
});

describe("choice reads the last stated option", () => {
  test.each([
    ["B", "B"],
    ["b", "B"],
    ["(B)", "B"],
    ["(b).", "B"],
    ["**B**", "B"],
    ["B.", "B"],
    ["Answer: B", "B"],
    ["The answer is B.", "B"],
    ["A is tempting, but it is B", "B"],
    ["At first A, then B, finally (C).", "C"],
    ["Because of X, I choose option A.", "A"],
    ["It is C. A good reason is that cats sleep.", "C"],
    ["A", "A"],
    ["Option A because it is right", "A"],
    ["A dog barks; a cat does not.", null],
    ["Neither.", null],
    ["", null],
    ["C-level people say D", "D"],
    ["Vitamin B12 helps, so A.", "A"],
    ["I'd say D'accord, B", "B"],
    ["Ｂ", "B"],
  ])("%j states %s", (output, stated) => {
    const { score, metadata } = scoreOf("choice", output, stated ?? "A");
    expect(metadata).toEqual({ choice: stated });
    expect(score).toBe(stated === null ? 0 : 1);
  });

  test.each([
    ["Yes, no, yes.", ["yes", "no"], "yes"],
    ["I am not sure", ["not", "not sure"], "not sure"],
    ["NO", ["yes", "no"], "no"],
    ["nothing", ["yes", "no"], null],
  ])("%j among %j states %s", (output, choices, stated) => {
    expect(scoreOf("choice", output, "yes", { choices }).metadata).toEqual({ choice: stated });
  });
});

describe("numeric", () => {
  test.each<[string, unknown, Record<string, unknown>, number | null]>([
    ["42", 42, {}, 1],
    ["It is 7, so 6 × 7 = 42.", 42, {}, 1],
    ["42 (not 41)", 42, {}, 0],
    ["42 (not 41)", 42, { read: "first" }, 1],
    ["about 42", 42, { read: "whole" }, 0],
    ["42.", 42, { read: "whole" }, 1],
    ["1,234.5", 1234.5, {}, 1],
    ["−3", -3, {}, 1],
    ["3.14", Math.PI, { tolerance: 0.01 }, 1],
    ["3.1", Math.PI, { tolerance: 0.01 }, 0],
    ["101", 100, { relative: 0.01 }, 1],
    ["1e3", 1000, {}, 1],
    [".5", 0.5, {}, 1],
    ["none", 42, {}, 0],
    ["x42y", 42, {}, 0],
    ["1.2.3", 3, {}, 0],
    ["42", ["41", "42"], {}, 1],
    ["42", "many", {}, null],
    ["42", undefined, {}, null],
    ["0.30000000000000004", 0.3, {}, 1],
  ])("%j against %j with %j: %s", (output, expected, options, score) => {
    expect(scoreOf("numeric", output, expected, options).score).toBe(score);
  });
});

describe("f1 and levenshtein", () => {
  test.each<[RuleName, string, unknown, number | null]>([
    ["f1", "the cat sat", "the cat", 0.8],
    ["f1", "The CAT!", "the cat", 1],
    ["f1", "a a a", "a", 0.5],
    ["f1", "dog", ["cat", "dog"], 1],
    ["f1", "", "", 1],
    ["f1", "", "x", 0],
    ["f1", "x", undefined, null],
    ["levenshtein", "kitten", "sitting", 1 - 3 / 7],
    ["levenshtein", "", "", 1],
    ["levenshtein", "", "abc", 0],
    ["levenshtein", "😀a", "😀b", 0.5],
    ["levenshtein", "abc", ["xyz", "abd"], 2 / 3],
  ])("%s of %j against %j: %s", (use, output, expected, score) => {
    const result = scoreOf(use, output, expected).score;
    if (score === null) expect(result).toBeNull();
    else expect(result).toBeCloseTo(score, 12);
  });

  test("edit distance is a metric", () => {
    const word = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 7 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
        expect(editDistance(a, b) === 0).toBe(a.join() === b.join());
      }),
    );
  });
});

describe("length, refusal-phrases, list-contains, json-schema", () => {
  const schema = {
    type: "object",
    properties: { a: { type: "number" } },
    required: ["a"],
    additionalProperties: false,
  };
  test.each<[RuleName, string, unknown, Record<string, unknown>, number | null]>([
    ["length", "One two, three-four.", undefined, {}, 3],
    ["length", "", undefined, {}, 0],
    ["length", "It costs 1,200.50 €", undefined, {}, 3],
    ["length", "😀é", undefined, { unit: "characters" }, 2],
    ["refusal-phrases", "I’m unable to discuss this.", undefined, {}, 1],
    ["refusal-phrases", "Sorry, but I can't help with that.", undefined, {}, 1],
    ["refusal-phrases", "Yes. Say no politely.", undefined, {}, 0],
    ["refusal-phrases", `${"Sure. ".repeat(60)} I won't say more.`, undefined, {}, 0],
    ["refusal-phrases", "Nope.", undefined, { phrases: ["nope"] }, 1],
    ["list-contains", "red, green", ["red", "blue"], {}, 0.5],
    ["list-contains", "- Red\n- Blue\n", ["red", "blue"], {}, 1],
    ["list-contains", "1. red\n2) blue", ["red", "blue"], {}, 1],
    ["list-contains", '["red","blue","green"]', ["red", "blue"], {}, 1],
    ["list-contains", '["red","blue","green"]', ["red", "blue"], { exact: true }, 0.8],
    ["list-contains", "", ["red"], {}, 0],
    ["list-contains", "x", undefined, {}, null],
    ["json-schema", '{"a": 1}', undefined, { schema }, 1],
    ["json-schema", '```json\n{"a": 1}\n```', undefined, { schema }, 1],
    ["json-schema", '{"a": "1"}', undefined, { schema }, 0],
    ["json-schema", '{"a": 1, "b": 2}', undefined, { schema }, 0],
    ["json-schema", "a: 1", undefined, { schema }, 0],
  ])("%s of %j against %j with %j: %s", (use, output, expected, options, score) => {
    const result = scoreOf(use, output, expected, options).score;
    if (score === null) expect(result).toBeNull();
    else expect(result).toBeCloseTo(score, 12);
  });
});

describe("the registry", () => {
  test("knows its rules and nothing inherited", () => {
    expect(isRule("exact")).toBe(true);
    expect(isRule("judge-panel")).toBe(false);
    expect(isRule("toString")).toBe(false);
  });

  test.each<[RuleName, Record<string, unknown>, RegExp, RegExp]>([
    ["exact", { normalize: ["case"] }, /unknown key "normalize"/, /"normalise"/],
    ["exact", { normalise: ["cases"] }, /"case"/, /"case"/],
    ["numeric", { tolerance: -1 }, /at least 0/, /^undefined$/],
    ["json-schema", {}, /required key/, /^undefined$/],
  ])("%s with %j is refused with its place", (use, options, message, hint) => {
    const make = () => ruleScorer({ id: "s", use, with: options as never });
    expect(make).toThrow(message);
    expect(make).toThrow(
      expect.objectContaining({ exitCode: 2, place: { path: expect.stringMatching(/^scorers\.s\.with/) } }),
    );
    try {
      make();
    } catch (error) {
      expect(String((error as { hint?: string }).hint)).toMatch(hint);
    }
  });

  test("no rule throws on any text, and shares stay between 0 and 1", () => {
    const options: Partial<Record<RuleName, object>> = {
      "json-schema": { schema: { type: "string" } },
      regex: { pattern: "a" },
    };
    const scorers = (Object.keys(rules) as RuleName[]).map(
      (use) => [use, ruleScorer({ id: use, use, with: (options[use] ?? {}) as never })] as const,
    );
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.oneof(fc.string(), fc.double(), fc.array(fc.string(), { minLength: 1 })),
        (output, expected) => {
          for (const [use, scorer] of scorers) {
            const { score } = scorer({ input: "", output, expected }) as { score: number | null };
            if (score === null || use === "length") continue;
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
