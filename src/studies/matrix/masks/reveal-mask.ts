import { z } from "zod";
import { fromDisk, toDisk } from "../../../schema/codec.ts";
import { parseJson, placeInJson } from "../../../schema/parse-json.ts";

const name = z.string().min(1);

/** Which cells of some models stay visible, and which are held out to be predicted. Names, not positions. */
export type RevealMask = z.output<typeof revealMaskSchema>;

/** The keys of the published file, in its order. */
const revealMaskSchema = z.strictObject({
  seed: z.int().describe("What the draw of models, and each model's own draw, was seeded with."),
  revealK: z.int().min(0).describe("How many cells of each evaluated model stay visible."),
  nEvalModels: z.int().min(1),
  minCellsPerModelToEval: z.int().min(1).describe("A model with fewer cells was not eligible."),
  evalModels: z.array(name).min(1),
  revealed: z.array(z.strictObject({ modelId: name, benchmarkIds: z.array(name) })),
  pairs: z
    .array(z.strictObject({ modelId: name, benchmarkId: name }))
    .min(1)
    .describe("The held-out cells."),
});

/** Reads a mask. Throws InvalidDocumentError with the place of each fault. */
export function parseRevealMask(text: string, file: string): RevealMask {
  return fromDisk(revealMaskSchema, parseJson(text, { file }), placeInJson(file, text));
}

/** The bytes on disk: indent 2, no final newline, so that the published mask comes out byte for byte. */
export function revealMaskText(mask: RevealMask): string {
  const { seed, revealK, nEvalModels, minCellsPerModelToEval, evalModels, revealed, pairs } = mask;
  const ordered = { seed, revealK, nEvalModels, minCellsPerModelToEval, evalModels, revealed, pairs };
  return JSON.stringify(toDisk(revealMaskSchema, ordered), null, 2);
}
