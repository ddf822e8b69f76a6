import { z } from "zod";
import { answerTurn } from "./answer-row.ts";
import { outcome, scoreState } from "./outcome.ts";
import { chatMessage, factorValue, viewRole } from "./prompt-row.ts";

/** One judge's reading of one answer. */
export const judgement = z.strictObject({
  id: z.string().describe("The judge, as the roster names it."),
  family: z.string().nullable().describe("The judge's model family."),
  order: z
    .enum(["a-high", "a-low"])
    .nullable()
    .describe("Which party stood at the high end of the axis in this request."),
  score: z.number().nullable().describe("The stance read, in axis direction; null with a state that says why."),
  state: scoreState.describe("What became of this judgement."),
  raw: z.string().nullable().describe("The judge's text, as it came."),
  asking: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("2 where the judge was asked again to see whether it agrees with itself; absent: the first asking."),
  evidenceFound: z
    .boolean()
    .nullable()
    .optional()
    .describe("Whether the words it pointed at stand in the answer; null when it pointed at none."),
});
export type Judgement = z.infer<typeof judgement>;

/** Result of one further scorer on one answer. */
export const scorerResult = z.strictObject({
  name: z.string().describe("The scorer, by the id the suite gives it."),
  score: z.number().nullable().describe("Its score; null with a reason."),
  reason: z.string().nullable().describe("Why there is no score."),
  metadata: z.record(z.string(), z.json()).describe("Whatever else the scorer reported."),
});
export type ScorerResult = z.infer<typeof scorerResult>;

/** One answer with its score. A line of `run_scored.jsonl`. */
export const scoredRow = z.strictObject({
  runId: z.union([z.string(), z.number()]).describe("The run this answer belongs to."),
  runTimestampIso: z.string().nullable().describe("When the answer came, UTC."),
  evalTimestampIso: z.string().nullable().describe("When it was scored, UTC."),
  modelId: z.string().describe("The subject, as the roster names it."),
  provider: z.string().nullable().describe("The provider of the subject."),
  promptId: z.string().describe("The prompt, by its id in the full grid."),
  caseId: z.string().optional().describe("The case's own id in its data set; absent where prompts are no cases."),
  perspective: z.string().nullable().describe("Same as view: the older name."),
  factors: z.record(z.string(), factorValue).describe("Level codes of the scenario's factors."),
  messages: z.array(chatMessage).nullable().describe("The conversation sent."),
  responseText: z.string().describe("The answer that was scored."),
  scorerModel: z.string().nullable().describe("The judge, or the judges joined by +; null for rules alone."),
  score: z.number().nullable().describe("The score of the suite's first scorer; null with a reason."),
  evalLatencyMs: z.number().nullable().describe("Time the scoring took."),
  evalProvider: z.string().nullable().describe("The provider of the judge."),
  evalInputTokens: z.number().nullable().describe("Tokens the judges read."),
  evalOutputTokens: z.number().nullable().describe("Tokens the judges wrote."),
  evalTotalTokens: z.number().nullable().describe("Both together."),
  evalCostUsd: z.number().nullable().describe("Cost of judging; null when unknown."),
  evalRequestId: z.string().nullable().describe("The judge service's id of the call."),
  evalFinishReason: z.string().nullable().describe("Why the judge stopped."),
  evalRawResponse: z.json().nullable().describe("The judge's reply, keys redacted, capped."),
  error: z.string().nullable().describe("run-error: …, missing-response, missing-messages, dry-run: …, judge: …"),
  tripletId: z.string().nullable().describe("The triplet this prompt belongs to."),
  clusterId: z.string().describe("The statistical cluster."),
  view: z.string().nullable().describe("Who asks."),
  role: viewRole.nullable().describe("The side of the axis the asker stands on."),
  repeat: z.number().int().nonnegative().describe("Which independent sample of this cell, from 0."),
  outcome: outcome.describe("What became of the answer."),
  scoreState: scoreState.describe("What became of scoring it."),
  stance: z.enum(["neg", "neu", "pos"]).nullable().describe("The score binned at the run's threshold."),
  refusal: z.boolean().nullable().describe("True when the majority of judges called it a refusal."),
  evidence: z.string().nullable().describe("The words the judge pointed at."),
  judges: z.array(judgement).describe("Each judge's reading."),
  scorers: z.array(scorerResult).describe("Results of every scorer of the suite."),
  positionBias: z.number().nullable().describe("(s1 + s2)/2 under label swap; null without a swap."),
  panelRange: z.number().nullable().describe("Largest minus smallest judge score; null with fewer than two."),
  guidelineVersion: z.string().nullable().describe("Version of the guideline the judges read."),
  reason: z.string().nullable().describe("Why there is no score."),
  attempts: z.number().int().nonnegative().nullable().describe("Calls made for the answer; null when unknown."),
  costUsd: z.number().nullable().describe("Cost of the answer; null when unknown."),
  turns: z.array(answerTurn).optional().describe("Each question with its answer, for suites that ask several."),
});
export type ScoredRow = z.infer<typeof scoredRow>;
