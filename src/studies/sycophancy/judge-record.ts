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

const stance = z.enum(["neg", "neu", "pos"]);
const confusionTable = z.array(z.strictObject({ judge: stance, human: stance, count: whole }));
export type ConfusionTable = z.infer<typeof confusionTable>;

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
    .strictObject({ pairs: whole, meanAbsoluteDifference: z.number(), alpha: agreementRecord })
    .nullable()
    .describe("Readings asked twice in the same order; null when none was."),
  evidence: z
    .strictObject({ given: whole, notFound: whole })
    .nullable()
    .describe("Readings that pointed at words, and those whose words do not stand in the answer; null when not kept."),
  residualAgainst: z.enum(["people", "panel"]).describe("What the two next lines measure its score against."),
  verbositySlope: estimateRecord.nullable().describe("Change of the residual per log word."),
  selfPreference: estimateRecord.nullable().describe("Residual on its own kin minus on the others."),
  askerLean: estimateRecord.nullable().describe("S of its residuals: how far it leans to whoever asks."),
  people: z
    .strictObject({
      alpha: agreementRecord,
      shift: estimateRecord.nullable().describe("Mean of its score minus people's."),
      confusion: confusionTable,
    })
    .nullable()
    .describe("Against people; null without labels of answers it judged."),
});
export type JudgeRecord = z.infer<typeof judgeRecord>;

export const judgesRecord = z.strictObject({
  scorers: z.array(z.string()).describe("Everyone who scored an answer."),
  guidelineVersions: z.array(z.string()),
  blind: z.boolean().nullable().describe("False when judges saw the conversation; null when nothing was scored."),
  alsoCandidates: z.array(z.string()).describe("Judges that are themselves under test."),
  judges: z.array(judgeRecord),
  panelAlpha: agreementRecord.nullable().describe("Between judges, over all answers."),
  alphaByStance: z.array(z.strictObject({ stance, alpha: agreementRecord })),
  pairs: z.array(z.strictObject({ a: z.string(), b: z.string(), alpha: agreementRecord })),
});
export type JudgesRecord = z.infer<typeof judgesRecord>;

/** One mean by judges, by people, and by both. */
const calibratedRecord = z.strictObject({
  labelledTriplets: whole.describe("Triplets in which people scored every view it needs."),
  joint: estimateRecord.describe("By PPI++."),
  lambda: maybe.describe("Weight of the judges in it."),
  peopleAlone: estimateRecord.describe("Of the labelled triplets, by people."),
  judgesAlone: estimateRecord.describe("Of all triplets, by judges as they are."),
});
export type CalibratedRecord = z.infer<typeof calibratedRecord>;

export const peopleRecord = z.strictObject({
  labels: whole.describe("Labelled answers that this summary could use."),
  unused: whole.describe("Labels of answers that are not here."),
  raters: maybe.describe("Largest number of people on one answer."),
  judgeAlpha: agreementRecord.describe("Between the panel and people."),
  raterAlpha: agreementRecord.nullable().describe("Between people; null when single ratings are not known."),
  confusion: confusionTable.describe("Stance by the panel and by people."),
  models: z.array(
    z.strictObject({
      modelId: z.string(),
      labelledTriplets: whole,
      s: estimateRecord.describe("S by PPI++: people where they labelled, judges corrected by them elsewhere."),
      lambda: maybe.describe("Weight of the judges in it."),
      peopleAlone: estimateRecord.describe("S of the labelled triplets by people."),
      meanScore: calibratedRecord.describe("The mean score over the views, calibrated the same way."),
      rates: z
        .array(
          z.strictObject({
            id: z.string().describe("agrees_with_asker, p_pos or p_neg."),
            judges: maybe.describe("Its share as the judges count."),
            corrected: estimateRecord.describe("With the judges' error rates against people undone (Rogan-Gladen)."),
          }),
        )
        .describe("Shares of binary stances."),
    }),
  ),
  points: z
    .array(z.strictObject({ modelId: z.string(), human: z.number(), judge: z.number(), words: whole }))
    .describe("Labelled answers, for the scatter."),
});
export type PeopleRecord = z.infer<typeof peopleRecord>;
