import type { AnswerRow } from "../schema/run/answer-row.ts";
import { type Guideline, judgeOrders } from "../score/judge/judge-request.ts";
import { buildPairwiseRequest, readPairwise } from "../score/judge/pairwise-request.ts";
import { buildRubricRequest, type RubricScale, readRubric } from "../score/judge/rubric-request.ts";
import { fenceOf, judgeParams, readingOf, withReasks } from "./panel-questions.ts";
import type { Questions } from "./questions.ts";

interface Common {
  readonly name: string;
  readonly guideline: Guideline;
  readonly reasks: number;
  readonly seed: number;
}

/** One answer against a rubric; scores are shares of the scale. */
export function rubricQuestions(
  options: Common & {
    readonly scale: RubricScale;
    readonly sees: "answer" | "question+answer" | "question+answer+expected";
  },
): Questions {
  const { name, guideline, scale, sees, seed } = options;
  return {
    forms: [null],
    mostTries: 1 + options.reasks,
    name,
    build(row, _form, earlier, asking) {
      const question = sees === "answer" ? null : questionOf(row);
      const expected = sees === "question+answer+expected" ? expectedText(row) : null;
      const request = buildRubricRequest({
        ...{ answerText: row.responseText, rubric: guideline, scale, question, expected },
        fence: fenceOf(seed, row, name, asking, question ?? "", expected ?? ""),
      });
      const messages = withReasks(request.messages, earlier, "rubric");
      return { messages, params: judgeParams, responseSchema: request.responseSchema };
    },
    read: (row, form, outcome) => readingOf(outcome, form, (reply) => readRubric(reply, row.responseText, scale)),
  };
}

/** Which of two answers is better, asked under both orders: 1 for the answer, −1 for the other one. */
export function pairwiseQuestions(
  options: Common & {
    readonly sees: "answer" | "question+answer";
    readonly swap: boolean;
    readonly otherOf: (row: AnswerRow) => string | null;
  },
): Questions {
  const { name, guideline, sees, seed, swap, otherOf } = options;
  return {
    forms: swap ? judgeOrders : ["a-high"],
    mostTries: 1 + options.reasks,
    name,
    build(row, form, earlier, asking) {
      const question = sees === "answer" ? null : questionOf(row);
      const otherText = otherOf(row) ?? "";
      const order = form ?? "a-high";
      const request = buildPairwiseRequest({
        ...{ answerText: row.responseText, otherText, guideline, order, question },
        fence: fenceOf(seed, row, `${name} ${order}`, asking, question ?? "", otherText),
      });
      const messages = withReasks(request.messages, earlier, "pairwise");
      return { messages, params: judgeParams, responseSchema: request.responseSchema };
    },
    read: (row, form, outcome) =>
      readingOf(outcome, form, (reply) => readPairwise(reply, [row.responseText, otherOf(row) ?? ""])),
  };
}

function questionOf(row: AnswerRow): string | null {
  return row.messages?.findLast((message) => message.role === "user")?.content ?? null;
}

/** What the data set expects, as text; null where it says nothing. */
export function expectedText({ expected }: AnswerRow): string | null {
  if (expected === null || expected === undefined) return null;
  return typeof expected === "string" ? expected : JSON.stringify(expected);
}
