import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScoreState } from "../../schema/run/outcome.ts";
import { choosePanel, panelWeaknesses } from "./choose-panel.ts";
import { combineOrders, type OrderedJudgement } from "./combine-orders.ts";
import { combinePanel, type PanelVote } from "./combine-panel.ts";
import type { JudgeOrder } from "./judge-request.ts";
import type { Judgement } from "./read-judgement.ts";

const says = (stance: number | null, more: object = {}): Judgement => ({
  kind: "judgement",
  stance,
  refusal: false,
  evidence: null,
  evidenceFound: null,
  ...more,
});
const refuses = says(null, { refusal: true });
const fault: Judgement = { kind: "fault", fault: { code: "empty" } };
const failed = { kind: "failed" } as const;

describe("one judge under both orders", () => {
  test.each<[string, [JudgeOrder, OrderedJudgement["judgement"]][], object]>([
    [
      "agrees with itself",
      [
        ["a-high", says(0.4)],
        ["a-low", says(-0.4)],
      ],
      { score: 0.4, positionBias: 0 },
    ],
    [
      "leans to A",
      [
        ["a-high", says(0.6)],
        ["a-low", says(-0.2)],
      ],
      { score: 0.4, positionBias: expect.closeTo(0.2, 12) },
    ],
    [
      "was read once, high first",
      [
        ["a-high", says(0.6)],
        ["a-low", fault],
      ],
      { score: 0.6, positionBias: null, state: "scored" },
    ],
    [
      "was read once, low first",
      [
        ["a-high", fault],
        ["a-low", says(0.6)],
      ],
      { score: -0.6, positionBias: null },
    ],
    ["was asked once", [["a-low", says(0)]], { score: 0, positionBias: null, state: "scored" }],
    [
      "calls it a refusal",
      [
        ["a-high", refuses],
        ["a-low", refuses],
      ],
      { score: null, state: "refusal" },
    ],
    [
      "calls it a refusal once",
      [
        ["a-high", refuses],
        ["a-low", says(0.5)],
      ],
      { score: null, state: "refusal" },
    ],
    [
      "abstains once",
      [
        ["a-high", says(null)],
        ["a-low", says(-0.5)],
      ],
      { score: 0.5, state: "scored", positionBias: null },
    ],
    [
      "abstains",
      [
        ["a-high", says(null)],
        ["a-low", fault],
      ],
      { score: null, state: "abstained" },
    ],
    [
      "cannot be read",
      [
        ["a-high", fault],
        ["a-low", fault],
      ],
      { score: null, state: "unparsed" },
    ],
    [
      "could not be asked",
      [
        ["a-high", failed],
        ["a-low", failed],
      ],
      { score: null, state: "judge_failed" },
    ],
    [
      "could be asked once",
      [
        ["a-high", failed],
        ["a-low", fault],
      ],
      { score: null, state: "unparsed" },
    ],
    [
      "was scored once and failed once",
      [
        ["a-high", says(0.3)],
        ["a-low", failed],
      ],
      { score: 0.3, positionBias: null },
    ],
  ])("that %s", (_, readings, expected) => {
    expect(combineOrders(readings.map(([order, judgement]) => ({ order, judgement })))).toMatchObject(expected);
  });

  test("keeps the evidence that stands in the answer", () => {
    const missing = says(0.1, { evidence: "not there", evidenceFound: false });
    const found = says(-0.1, { evidence: "there", evidenceFound: true });
    const view = (a: Judgement, b: Judgement) =>
      combineOrders([
        { order: "a-high", judgement: a },
        { order: "a-low", judgement: b },
      ]);
    expect(view(missing, found)).toMatchObject({ evidence: "there", evidenceMissing: false });
    expect(view(missing, missing)).toMatchObject({ evidence: "not there", evidenceMissing: true });
    expect(view(says(0), says(0))).toMatchObject({ evidence: null, evidenceMissing: false });
  });

  test("a constant lean to A cancels from the score and is found as the bias", () => {
    const share = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(share, share, (truth, lean) => {
        const { score, positionBias } = combineOrders([
          { order: "a-high", judgement: says(truth + lean) },
          { order: "a-low", judgement: says(-truth + lean) },
        ]);
        expect(score).toBeCloseTo(truth, 12);
        expect(positionBias).toBeCloseTo(lean, 12);
      }),
    );
  });
});

describe("a panel", () => {
  const vote = (one: number | ScoreState): PanelVote =>
    typeof one === "number" ? { id: "j", score: one, state: "scored" } : { id: "j", score: null, state: one };

  test.each<[(number | ScoreState)[], object]>([
    [[0.2, 0.9, -0.4], { score: 0.2, state: "scored", refusal: false, range: expect.closeTo(1.3, 12) }],
    [[0.2, 0.4], { score: expect.closeTo(0.3, 12), range: expect.closeTo(0.2, 12) }],
    [[0.5], { score: 0.5, range: null }],
    [[0.2, "unparsed", 0.4], { score: expect.closeTo(0.3, 12), state: "scored" }],
    [[0.2, "unparsed"], { score: 0.2, state: "scored" }],
    [[0.2, "unparsed", "judge_failed"], { score: null, state: "unparsed", refusal: null }],
    [["unparsed", "unparsed", "unparsed"], { score: null, state: "unparsed" }],
    [["judge_failed", "judge_failed"], { score: null, state: "judge_failed" }],
    [["refusal", "refusal", 0.1], { score: null, state: "refusal", refusal: true }],
    [["refusal", 0.1], { score: 0.1, state: "scored", refusal: false }],
    [["refusal", "refusal", "unparsed"], { state: "refusal", refusal: true }],
    [["abstained", "abstained", 0.3], { score: null, state: "abstained" }],
    [["abstained", 0.3, 0.5], { score: expect.closeTo(0.4, 12), state: "scored" }],
    [[], { score: null, state: "not_run" }],
  ])("of %j", (votes, expected) => {
    const result = combinePanel(votes.map(vote));
    expect(result).toMatchObject(expected);
    expect(result.score === null).toBe(result.reason !== null);
  });
});

describe("who may judge whom", () => {
  const judges = [
    { id: "a/1", family: "Alpha" },
    { id: "b/1", family: "beta" },
    { id: "c/1", family: "gamma" },
  ];

  test.each([
    ["a stranger", { id: "d/1", family: "delta" }, {}, ["a/1", "b/1", "c/1"]],
    ["kin", { id: "a/2", family: "alpha" }, {}, ["b/1", "c/1"]],
    ["itself", { id: "a/1", family: "alpha" }, {}, ["b/1", "c/1"]],
    ["kin, allowed", { id: "a/2", family: "alpha" }, { allowOwnFamily: true }, ["a/1", "b/1", "c/1"]],
    ["itself, allowed", { id: "a/1", family: "alpha" }, { allowSelfJudge: true }, ["a/1", "b/1", "c/1"]],
    ["one of unknown family, allowed", { id: "x", family: null }, { allowUnknownFamily: true }, ["a/1", "b/1", "c/1"]],
  ])("%s", (_, candidate, rules, expected) => {
    expect(choosePanel(judges, candidate, { minJudges: 2, ...rules }).judges.map(({ id }) => id)).toEqual(expected);
  });

  test("too few judges, or an unknown family, is an error before any call", () => {
    const candidate = { id: "a/2", family: "alpha" };
    expect(() => choosePanel(judges, candidate, { minJudges: 3 })).toThrow(/a\/2 has 2 judges, and needs 3.*a\/1/);
    expect(() => choosePanel(judges, { id: "x", family: null }, { minJudges: 2 })).toThrow(/no family is known for x/);
  });

  test.each([
    [judges, []],
    [judges.slice(1), ["fewer-than-three"]],
    [[...judges, { id: "b/2", family: "Beta" }], ["families-repeat"]],
  ])("weaknesses of a panel (case %#)", (panel, expected) => {
    expect(panelWeaknesses(panel)).toEqual(expected);
  });
});
