import { z } from "zod";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { fromDisk } from "../../schema/codec.ts";
import type { DocumentPlace } from "../../schema/parse-json.ts";
import type { ScorerSpec } from "../../schema/run/suite.ts";
import type { Guideline } from "./judge-request.ts";

/** Options of `use: judge-panel`. */
export const judgePanelOptions = z.strictObject({
  guideline: z.string().min(1).describe("What judges go by: the text, or a file beside the suite."),
  guidelineVersion: z.string().min(1).describe("Version of the guideline; stored with every score."),
  swap: z.boolean().default(true).describe("Ask each judge under both orders of the parties."),
  sees: z
    .enum(["answer", "answer+neutral"])
    .default("answer")
    .describe("answer+neutral: the scenario's neutral wording as well, the same for all views."),
  minJudges: z.number().int().positive().default(2).describe("Fewest judges that may judge a candidate."),
  repeatShare: z.number().min(0).max(1).default(0.1).describe("Share of answers that are judged a second time."),
  reasks: z.number().int().min(0).max(5).default(2).describe("How often an unreadable reply is asked again."),
  tunedOn: z.string().optional().describe("File of hashes of answers this panel was tuned on; never calibrated with."),
});
export type JudgePanelOptions = z.infer<typeof judgePanelOptions>;

/** Options of `use: judge-rubric`. */
const rubricOptions = z.strictObject({
  rubric: z.string().min(1).describe("What the answer is held against: the text, or a file beside the suite."),
  rubricVersion: z.string().min(1).describe("Version of the rubric; stored with every score."),
  scale: z
    .tuple([z.number(), z.number()])
    .default([0, 1])
    .refine(([low, high]) => low < high, "the low end comes first")
    .describe("Ends of the scale judges use; scores are stored as its share, 0 to 1."),
  sees: z
    .enum(["answer", "question+answer", "question+answer+expected"])
    .default("question+answer")
    .describe("What judges are shown beside the rubric."),
  minJudges: z.number().int().positive().default(1).describe("Fewest judges that may judge a candidate."),
  repeatShare: z.number().min(0).max(1).default(0.1).describe("Share of answers that are judged a second time."),
  reasks: z.number().int().min(0).max(5).default(2).describe("How often an unreadable reply is asked again."),
  tunedOn: z.string().optional().describe("File of hashes of answers this scorer was tuned on."),
});

/** Options of `use: pairwise`. */
const pairwiseOptions = z.strictObject({
  guideline: z.string().min(1).describe("What makes an answer better: the text, or a file beside the suite."),
  guidelineVersion: z.string().min(1).describe("Version of the guideline; stored with every score."),
  against: z
    .union([z.literal("expected"), z.strictObject({ model: z.string().min(1).describe("A model of the same run.") })])
    .default("expected")
    .describe("The other answer: the expected one, or another model's to the same prompt and repeat."),
  sees: z.enum(["answer", "question+answer"]).default("question+answer").describe("What judges are shown."),
  swap: z.boolean().default(true).describe("Ask each judge under both orders of the answers."),
  minJudges: z.number().int().positive().default(1).describe("Fewest judges that may judge a candidate."),
  repeatShare: z.number().min(0).max(1).default(0.1).describe("Share of answers that are judged a second time."),
  reasks: z.number().int().min(0).max(5).default(2).describe("How often an unreadable reply is asked again."),
  tunedOn: z.string().optional().describe("File of hashes of answers this scorer was tuned on."),
});

type Texts = ReadonlyMap<string, string>;

/** The options of a panel, and its guideline with the text in place of the file. `texts`: the suite's text files. */
export function readJudgePanelOptions(
  spec: ScorerSpec,
  texts: Texts,
  place: DocumentPlace = {},
): { options: JudgePanelOptions; guideline: Guideline } {
  const at = placeOf(spec, place);
  const options = fromDisk(judgePanelOptions, spec.with, at);
  const text = textOf("guideline", options.guideline, texts, at);
  return { options, guideline: { version: options.guidelineVersion, text } };
}

export function readRubricOptions(spec: ScorerSpec, texts: Texts, place: DocumentPlace = {}) {
  const at = placeOf(spec, place);
  const options = fromDisk(rubricOptions, spec.with, at);
  const text = textOf("rubric", options.rubric, texts, at);
  return { options, guideline: { version: options.rubricVersion, text } };
}

export function readPairwiseOptions(spec: ScorerSpec, texts: Texts, place: DocumentPlace = {}) {
  const at = placeOf(spec, place);
  const options = fromDisk(pairwiseOptions, spec.with, at);
  const text = textOf("guideline", options.guideline, texts, at);
  return { options, guideline: { version: options.guidelineVersion, text } };
}

function placeOf(spec: ScorerSpec, place: DocumentPlace): DocumentPlace & { path: string } {
  return { ...place, path: place.path ?? `scorers.${spec.id}.with` };
}

function textOf(key: string, value: string, texts: Texts, at: DocumentPlace & { path: string }): string {
  const text = texts.get(value) ?? value;
  if (text === value && /^\S+\.(?:md|txt)$/.test(text)) {
    throw new InvalidInputError(`the ${key} "${text}" was not found`, {
      place: { ...at, path: `${at.path}.${key}` },
      hint: "Put the file beside the suite.",
    });
  }
  return text;
}
