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
});
export type JudgePanelOptions = z.infer<typeof judgePanelOptions>;

/** The options of a panel, and its guideline with the text in place of the file. `texts`: the suite's text files. */
export function readJudgePanelOptions(
  spec: ScorerSpec,
  texts: ReadonlyMap<string, string>,
  place: DocumentPlace = {},
): { options: JudgePanelOptions; guideline: Guideline } {
  const at = { ...place, path: place.path ?? `scorers.${spec.id}.with` };
  const options = fromDisk(judgePanelOptions, spec.with, at);
  const text = texts.get(options.guideline) ?? options.guideline;
  if (text === options.guideline && /^\S+\.(?:md|txt)$/.test(text)) {
    throw new InvalidInputError(`the guideline "${text}" was not found`, {
      place: { ...at, path: `${at.path}.guideline` },
      hint: "Put the file beside the suite.",
    });
  }
  return { options, guideline: { version: options.guidelineVersion, text } };
}
