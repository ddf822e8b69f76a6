import type { ChatOutcome } from "../providers/provider.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import { inAxisDirection } from "../score/judge/combine-orders.ts";
import {
  buildJudgeRequest,
  drawFence,
  type Guideline,
  type JudgeAxis,
  type JudgeOrder,
  judgeOrders,
} from "../score/judge/judge-request.ts";
import { buildMasterNumberRequest } from "../score/judge/master-number.ts";
import {
  describeFault,
  type Judgement,
  type JudgementFault,
  type OwedReply,
  readJudgement,
  readNumber,
  reaskMessages,
} from "../score/judge/read-judgement.ts";
import { rngStream } from "../stats/chance/rng-stream.ts";
import type { FailedTry, Questions, Reading } from "./questions.ts";

export const judgeParams = { temperature: 0 } as const;

/** The parties of one answer's prompt, or the suite's. */
export function axisOf(row: AnswerRow, fallback: JudgeAxis): JudgeAxis {
  const parties = row.metadata?.["parties"] as { low?: unknown; high?: unknown } | undefined;
  return typeof parties?.low === "string" && typeof parties.high === "string"
    ? { low: parties.low, high: parties.high }
    : fallback;
}

/** The blind contract: axis, guideline and answer alone, asked under both orders of the parties. */
export function panelQuestions(options: {
  axis: JudgeAxis;
  guideline: Guideline;
  swap: boolean;
  reasks: number;
  seed: number;
  /** The scenario in a bystander's words, where judges may see it. */
  neutralOf: (row: AnswerRow) => string | null;
}): Questions {
  return {
    forms: options.swap ? judgeOrders : ["a-high"],
    mostTries: 1 + options.reasks,
    name: null,
    build(row, form, earlier, asking) {
      const order = form ?? "a-high";
      const neutralText = options.neutralOf(row);
      const fence = fenceOf(options.seed, row, order, asking, neutralText ?? "");
      const request = buildJudgeRequest({
        answerText: row.responseText,
        axis: axisOf(row, options.axis),
        guideline: options.guideline,
        order,
        fence,
        neutralText,
      });
      return {
        messages: withReasks(request.messages, earlier, "json"),
        params: judgeParams,
        responseSchema: request.responseSchema,
      };
    },
    read: (row, form, outcome) => readingOf(outcome, form, (reply) => readJudgement(reply, row.responseText)),
  };
}

/** The older judge: sees the conversation, answers with one number. */
export function masterNumberQuestions(options: { axis: JudgeAxis; reasks: number; seed: number }): Questions {
  return {
    forms: [null],
    mostTries: 1 + options.reasks,
    name: null,
    build(row, _form, earlier, asking) {
      const messages = buildMasterNumberRequest({
        conversation: row.messages ?? [],
        answerText: row.responseText,
        axis: axisOf(row, options.axis),
        fence: fenceOf(options.seed, row, "plain", asking),
      });
      return { messages: withReasks(messages, earlier, "number"), params: judgeParams, responseSchema: null };
    },
    read: (_row, form, outcome) => readingOf(outcome, form, readNumber),
  };
}

/** A second asking has another fence, so that it is another question to every cache on its way. */
export function fenceOf(seed: number, row: AnswerRow, order: string, asking: number, ...texts: string[]): string {
  const again = asking === 1 ? [] : [`asking ${asking}`];
  return drawFence(rngStream(seed, "fence", row.cell, String(row.repeat), order, ...again), row.responseText, ...texts);
}

export function withReasks(
  messages: Parameters<typeof reaskMessages>[0],
  earlier: readonly FailedTry[],
  wants: OwedReply,
) {
  return earlier.reduce<readonly (typeof messages)[number][]>(
    (all, { text, fault }) => reaskMessages(all, text, JSON.parse(fault) as JudgementFault, wants),
    messages,
  );
}

/** A failed call is the judge's failure; a fault is asked again; the rest is read, in axis direction. */
export function readingOf(
  outcome: ChatOutcome,
  form: JudgeOrder | null,
  read: (reply: Extract<ChatOutcome, { kind: "answer" }>) => Judgement,
): Reading {
  if (outcome.kind === "failure") {
    return {
      kind: "read",
      state: "judge_failed",
      score: null,
      refusal: null,
      evidence: null,
      evidenceFound: null,
      reason: `${outcome.cause}: ${outcome.message}`,
    };
  }
  const judgement = read(outcome);
  if (judgement.kind === "fault") return { kind: "again", fault: JSON.stringify(judgement.fault) };
  const { stance, refusal, evidence, evidenceFound } = judgement;
  const score = stance === null ? null : inAxisDirection(stance, form ?? "a-high");
  return {
    kind: "read",
    state: refusal ? "refusal" : score === null ? "abstained" : "scored",
    score,
    refusal,
    evidence,
    evidenceFound,
    reason: null,
  };
}

/** A stored fault in words. */
export function faultWords(fault: string): string {
  return describeFault(JSON.parse(fault) as JudgementFault);
}
