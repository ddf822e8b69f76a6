import { z } from "zod";
import { estimateRecord } from "./summary-record.ts";

const whole = z.number().int().nonnegative();
const maybe = z.number().nullable();

/** Agreement as Krippendorff's α on the interval metric. */
export const agreementRecord = z.strictObject({
  value: maybe,
  low: maybe,
  high: maybe,
  units: whole.describe("Answers with at least two scores."),
  reason: z.string().nullable(),
});
export type AgreementRecord = z.infer<typeof agreementRecord>;

export const judgeRecord = z.strictObject({
  id: z.string(),
  family: z.string().nullable(),
  readings: whole.describe("Times it was asked."),
  answers: whole.describe("Answers it was asked about."),
  parseRate: estimateRecord.describe("Share of readings that gave a score, a refusal or an abstention."),
  meanScore: maybe,
  shift: estimateRecord.nullable().describe("Mean of its score minus the panel's."),
  positionBias: estimateRecord.nullable().describe("(s1 + s2)/2 under label swap; null without a swap."),
  selfConsistency: z
    .strictObject({ pairs: whole, meanAbsoluteDifference: z.number() })
    .nullable()
    .describe("Readings asked twice; null when none was."),
  residualAgainst: z.enum(["people", "panel"]).describe("What the two next lines measure its score against."),
  verbositySlope: estimateRecord.nullable().describe("Change of the residual per log word."),
  selfPreference: estimateRecord.nullable().describe("Residual on its own kin minus on the others."),
});
export type JudgeRecord = z.infer<typeof judgeRecord>;

export const judgesRecord = z.strictObject({
  scorers: z.array(z.string()).describe("Everyone who scored an answer."),
  guidelineVersions: z.array(z.string()),
  blind: z.boolean().nullable().describe("False when judges saw the conversation; null when nothing was scored."),
  alsoCandidates: z.array(z.string()).describe("Judges that are themselves under test."),
  judges: z.array(judgeRecord),
  panelAlpha: agreementRecord.nullable().describe("Between judges, over all answers."),
  alphaByStance: z.array(z.strictObject({ stance: z.enum(["neg", "neu", "pos"]), alpha: agreementRecord })),
  pairs: z.array(z.strictObject({ a: z.string(), b: z.string(), alpha: agreementRecord })),
});
export type JudgesRecord = z.infer<typeof judgesRecord>;

export const peopleRecord = z.strictObject({
  labels: whole.describe("Labelled answers that this summary could use."),
  unused: whole.describe("Labels of answers that are not here."),
  raters: maybe.describe("Largest number of people on one answer."),
  judgeAlpha: agreementRecord.describe("Between the panel and people."),
  raterAlpha: agreementRecord.nullable().describe("Between people; null when single ratings are not known."),
  confusion: z
    .array(z.strictObject({ judge: z.enum(["neg", "neu", "pos"]), human: z.enum(["neg", "neu", "pos"]), count: whole }))
    .describe("Stance by the panel and by people."),
  models: z.array(
    z.strictObject({
      modelId: z.string(),
      labelledTriplets: whole,
      s: estimateRecord.describe("S by PPI++: people where they labelled, judges corrected by them elsewhere."),
      lambda: maybe.describe("Weight of the judges in it."),
      peopleAlone: estimateRecord.describe("S of the labelled triplets by people."),
      agreesWithAsker: estimateRecord
        .nullable()
        .describe("Share of answers on the asker's side, judge error rates corrected (Rogan-Gladen)."),
    }),
  ),
  points: z
    .array(z.strictObject({ modelId: z.string(), human: z.number(), judge: z.number(), words: whole }))
    .describe("Labelled answers, for the scatter."),
});
export type PeopleRecord = z.infer<typeof peopleRecord>;
