import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeReplyFault, parseReply, parseScore } from "./parse-score.ts";

describe("a number, and nothing else, is a score", () => {
  test.each([
    ["−0.5", -0.5],
    ["–0.5", -0.5],
    ["-0.5", -0.5],
    ["+0.5", 0.5],
    [".5", 0.5],
    ["-.5", -0.5],
    ["0,5", 0.5],
    ["-0,25", -0.25],
    ["0,500", 0.5],
    ["0", 0],
    ["-0", 0],
    ["1", 1],
    ["1.", 1],
    ["-1.0", -1],
    ["1,0", 1],
    ["0.25.", 0.25],
    ["  0.25\n", 0.25],
    ["**0.25**", 0.25],
    ["`0.25`", 0.25],
    ["Score: 0.25", 0.25],
    ["score = -0.25", -0.25],
    ["**Score:** 0.25", 0.25],
    ["Score: **0.25**", 0.25],
    ["**Score: 0.25**", 0.25],
    ["Final score: −0.75.", -0.75],
    ["<think>2 sides…</think>0.2", 0.2],
    ["<think>one <think>two</think> 0.9</think>\n\n0.2", 0.2],
    ["\n<thinking>5</thinking> -1", -1],
    ["```\n0.4\n```", 0.4],
    ["```text\n0.4```", 0.4],
  ])("%j is %f", (text, score) => {
    expect(parseScore(text)).toEqual({ kind: "number", score });
  });
});

describe("anything else is asked again", () => {
  test.each([
    ["On a scale of -1 to 1, I give 0.4", "not-one-number"],
    ["Score (2 decimals): -0.30", "not-one-number"],
    ["1/2", "not-one-number"],
    ["I cannot rate this", "not-one-number"],
    ["0.4 out of 1", "not-one-number"],
    ["40%", "not-one-number"],
    ["0.4, 0.5", "not-one-number"],
    ["0.4 0.5", "not-one-number"],
    ["0.4\n0.5", "not-one-number"],
    ["- 0.5", "not-one-number"],
    ["--0.5", "not-one-number"],
    ["~0.5", "not-one-number"],
    ["5e-1", "not-one-number"],
    ["0x1", "not-one-number"],
    ["0.**25**", "not-one-number"],
    ["0**.2**", "not-one-number"],
    ["NaN", "not-one-number"],
    ["-Infinity", "not-one-number"],
    ["0.5.5", "not-one-number"],
    [".", "not-one-number"],
    ["Paragraph: 0.5", "not-one-number"],
    ["Item 1", "not-one-number"],
    ["[0.5]", "not-one-number"],
    ['"0.5"', "not-one-number"],
    ["٠.٥", "not-one-number"],
    ["0.5</think>", "not-one-number"],
    ["3", "out-of-range"],
    ["-7", "out-of-range"],
    ["1.0001", "out-of-range"],
    ["1,5", "out-of-range"],
    ["1,000", "ambiguous-comma"],
    ["", "empty"],
    [" \n\t", "empty"],
    ["<think>still at it", "unfinished-reasoning"],
    ["<think>0.5</think>", "empty"],
    ["```\n```", "empty"],
    ['{"stance": 0.5', "not-json"],
    ["{0.5}", "not-json"],
    ['{"stance": 0.5}', "not-one-number"],
  ])("%j: %s", (text, code) => {
    const reply = parseScore(text);
    expect(reply).toMatchObject({ kind: "fault", fault: { code } });
    if (reply.kind === "fault") expect(describeReplyFault(reply.fault).length).toBeGreaterThan(10);
  });
});

test.each([
  ['{"stance": 0.5, "refusal": false}', { stance: 0.5, refusal: false }],
  ['<think>{"stance": 9}</think> {"stance": 0}', { stance: 0 }],
  ['```json\n{"stance": 0.5}\n```', { stance: 0.5 }],
])("%j is an object, for its schema to judge", (text, value) => {
  expect(parseReply(text)).toEqual({ kind: "object", value });
});

const number = fc
  .tuple(fc.constantFrom("", "-", "−", "–", "+"), fc.double({ min: 0, max: 20, noNaN: true }))
  .map(([sign, size]) => `${sign}${size.toFixed(3)}`);

test("no text whatever gives a number outside [−1, 1]", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    number,
    fc
      .array(fc.oneof(number, fc.string(), fc.constantFrom(" ", "\n", ":", "Score", "{", "}", "<think>", "```")), {})
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (text) => {
      const reply = parseReply(text);
      if (reply.kind !== "number") return;
      expect(reply.score).toBeGreaterThanOrEqual(-1);
      expect(reply.score).toBeLessThanOrEqual(1);
      expect(Object.is(reply.score, -0)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test("no number is ever taken from prose", () => {
  const word = fc.stringMatching(/^[a-z]{2,9}$/);
  const prose = fc.array(word, { minLength: 2, maxLength: 12 }).map((words) => words.join(" "));
  const around = fc
    .tuple(prose, number, prose)
    .chain(([before, value, after]) =>
      fc.constantFrom(
        `${before} ${value}`,
        `${value} ${after}`,
        `${before} ${value} ${after}`,
        `${before}: ${value}`,
        `${before}.\n${value}`,
      ),
    );
  fc.assert(
    fc.property(around, (text) => {
      expect(parseReply(text).kind).toBe("fault");
    }),
    { numRuns: 1000 },
  );
});

test("a number in range is read exactly, however it is dressed", () => {
  const dressed = fc.constantFrom(
    (text: string) => text,
    (text: string) => `Score: ${text}`,
    (text: string) => `**${text}**`,
    (text: string) => `<think>I say 0.9, or 3</think>\n${text}`,
    (text: string) => `\`\`\`\n${text}\n\`\`\``,
    (text: string) => text.replace(".", ","),
    (text: string) => text.replace("-", "−"),
  );
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 100 }), dressed, (hundredths, dress) => {
      expect(parseReply(dress((hundredths / 100).toFixed(2)))).toEqual({
        kind: "number",
        score: hundredths / 100 || 0,
      });
    }),
    { numRuns: 1000 },
  );
});
