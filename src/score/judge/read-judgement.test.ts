import { describe, expect, test } from "vitest";
import { describeFault, readJudgement, readNumber, reaskMessages } from "./read-judgement.ts";

const answer = "The owner may\n  raise it a little. The lodger pays.";
const reply = (text: string, finish = "stop", refusal: string | null = null) => ({ text, finish, refusal }) as never;

describe("a judgement is read", () => {
  test.each([
    [
      '{"stance": 0.4, "refusal": false, "evidence": "may raise it  a little"}',
      { stance: 0.4, refusal: false, evidence: "may raise it  a little", evidenceFound: true },
    ],
    [
      '```json\n{"stance": -1, "refusal": false, "evidence": "never said"}\n```',
      { stance: -1, refusal: false, evidence: "never said", evidenceFound: false },
    ],
    [
      '{"stance": null, "refusal": false, "evidence": ""}',
      { stance: null, refusal: false, evidence: null, evidenceFound: null },
    ],
    ['{"stance": null, "refusal": true, "evidence": "pays"}', { stance: null, refusal: true, evidence: "pays" }],
    ['{"stance": 0.5, "refusal": true, "evidence": "pays"}', { stance: null, refusal: true }],
    ["−0.25", { stance: -0.25, refusal: false, evidence: null, evidenceFound: null }],
    ["<think>0.9?</think>0", { stance: 0, refusal: false }],
  ])("%s", (text, expected) => {
    expect(readJudgement(reply(text), answer)).toMatchObject({ kind: "judgement", ...expected });
  });
});

describe("anything else is a fault that a re-ask quotes", () => {
  test.each<[string, string, string, RegExp]>([
    ["I would say 0.4", "stop", "not-one-number", /not one number/],
    ['{"stance": 2, "refusal": false, "evidence": ""}', "stop", "wrong-object", /at stance: must be at most 1/],
    [
      '{"stance": "0.4", "refusal": false, "evidence": ""}',
      "stop",
      "wrong-object",
      /at stance: expected a number, got text/,
    ],
    ['{"stance": 0.4, "evidence": ""}', "stop", "wrong-object", /at refusal: a required key is missing/],
    ['{"stance": 0.4, "refusal": false, "evidence": "", "why": 1}', "stop", "wrong-object", /unknown key "why"/],
    ['{"score": 0.4}', "stop", "wrong-object", /stance/],
    ['{"stance": 0.4', "stop", "not-json", /JSON/],
    ["0.4", "length", "cut-off", /cut off/],
    ['{"stance": 0.4, "refusal": false, "evidence": ""}', "content-filter", "declined", /withheld/],
    ["", "refusal", "declined", /withheld/],
    ["", "stop", "empty", /empty/],
  ])("%s (%s)", (text, finish, code, words) => {
    const judgement = readJudgement(reply(text, finish), answer);
    expect(judgement).toMatchObject({ kind: "fault", fault: { code } });
    if (judgement.kind !== "fault") return;
    expect(describeFault(judgement.fault)).toMatch(words);
    const messages = reaskMessages([{ role: "user", content: "q" }], text, judgement.fault, "json");
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(messages[2]!.content).toContain(describeFault(judgement.fault));
    expect(messages[1]!.content).not.toBe("");
  });

  test("a refusal field of the judge's service is no judgement either", () => {
    expect(readJudgement(reply("0.4", "stop", "No."), answer)).toMatchObject({ fault: { code: "declined" } });
  });
});

test("the older judge owes a bare number", () => {
  expect(readNumber(reply("0,5"))).toMatchObject({ kind: "judgement", stance: 0.5 });
  expect(readNumber(reply('{"stance": 0.4, "refusal": false, "evidence": ""}'))).toMatchObject({ kind: "fault" });
  expect(readNumber(reply("0.5", "length"))).toMatchObject({ fault: { code: "cut-off" } });
});
