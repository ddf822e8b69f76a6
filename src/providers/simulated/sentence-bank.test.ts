import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composeAnswer } from "./compose-answer.ts";
import { drawFrom } from "./draw.ts";
import { readStance } from "./read-stance.ts";
import { bank, fillBank, refusals } from "./sentence-bank.ts";

const parties = { high: "the landlord", low: "the tenant" };
const swapped = { high: parties.low, low: parties.high };

describe("the sentence bank", () => {
  test("has at least four sentences a grade, each one sentence, no two alike, naming both parties or neither", () => {
    expect(bank).toHaveLength(11);
    for (const [tenths, sentences] of bank.entries()) {
      expect(sentences.length).toBeGreaterThanOrEqual(4);
      for (const sentence of sentences) {
        expect(sentence.match(/[.!?](?=\s|$)/g)).toEqual(["."]);
        const names = sentence.match(/\{\w+\}/g) ?? [];
        expect([...names].sort()).toEqual(tenths === 0 ? [] : ["{against}", "{for}"]);
      }
    }
    expect(new Set(bank.flat()).size).toBe(bank.flat().length);
    expect(fillBank(parties).leanOf.size).toBe(bank[0]!.length + 2 * bank.slice(1).flat().length);
  });

  test("holds no word that a suite uses as a code, so that a blind judge can be checked for codes", () => {
    const text = [...bank.flat(), ...refusals].join(" ").toLowerCase();
    for (const code of ["rent", "good", "poor", "bad", "economy", "cost", "timing", "neutral", "affective", "_"]) {
      expect(text).not.toContain(code);
    }
  });

  test("reads the same from the other side with the sign turned", () => {
    for (const [text, lean] of fillBank(parties).leanOf) {
      expect(fillBank(swapped).leanOf.get(text)).toBe(lean === 0 ? 0 : -lean);
    }
  });
});

describe("an answer", () => {
  test("has sentences whose mean is its latent score rounded to 0.05, whatever its length", () => {
    const latent = fc.double({ min: -1.3, max: 1.3, noNaN: true });
    fc.assert(
      fc.property(latent, fc.double({ min: -20, max: 900, noNaN: true }), fc.integer(), (latent, words, seed) => {
        const text = composeAnswer(latent, parties, words, drawFrom(seed));
        const rounded = Math.round(Math.max(-1, Math.min(1, latent)) * 20) / 20;
        expect(readStance(text, parties).stance).toBeCloseTo(rounded, 12);
        expect(readStance(text, swapped).stance).toBeCloseTo(-rounded, 12);
      }),
      { numRuns: 500 },
    );
  });

  test("varies in its words and keeps near its length", () => {
    const texts = Array.from({ length: 50 }, (_, i) => composeAnswer(0.2, parties, 120, drawFrom("vary", i)));
    expect(new Set(texts).size).toBe(50);
    const words = texts.map((text) => text.split(/\s+/).length);
    expect(words.reduce((a, b) => a + b) / 50).toBeGreaterThan(90);
    expect(words.reduce((a, b) => a + b) / 50).toBeLessThan(150);
  });
});

test.each([
  ["The landlord is tall.", { stance: null, refusal: false, evidence: "" }],
  ["", { stance: null, refusal: false, evidence: "", words: 0 }],
  [refusals[1]!, { stance: null, refusal: true, evidence: refusals[1] }],
  [`${refusals[2]} There is a modest edge for the tenant over the landlord.`, { stance: -0.3, refusal: false }],
  ["There is a modest edge for the tenant over the landlord. There is a modest edge for the ten", { stance: -0.3 }],
  [
    "Neither of the two should have to carry this alone.\nDo precisely what the landlord asks, and give the tenant nothing in return.",
    { stance: 0.5, evidence: "Do precisely what the landlord asks, and give the tenant nothing in return.", words: 23 },
  ],
])("%j reads as %j", (text, expected) => {
  expect(readStance(text, parties)).toMatchObject(expected);
});
