import { z } from "zod";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { fromDisk, toDisk } from "../../schema/codec.ts";
import { contentHash } from "../../schema/content-hash.ts";
import { parseJson, placeInJson } from "../../schema/parse-json.ts";
import { featureCount, type TextFeatures } from "./text-features.ts";

const whole = z.number().int().nonnegative();
const maybe = z.number().nullable();

/** How well a scorer does on answers it has not seen, by grouped cross-validation. */
export const linearTextQuality = z.strictObject({
  answers: whole,
  groups: whole.describe("Triplets; a fold holds them whole."),
  folds: whole,
  correlation: maybe.describe("Pearson, held-out score against people."),
  meanAbsoluteError: z.number(),
  baselineError: z.number().describe("The same for whoever always says the mean of the other folds."),
  alpha: z
    .strictObject({ value: maybe, low: maybe, high: maybe })
    .describe("Krippendorff's α, interval metric, held-out score against people; interval over groups."),
});
export type LinearTextQuality = z.infer<typeof linearTextQuality>;

const model = z.strictObject({
  schema: z.literal("assay/linear-text@1"),
  features: whole.describe("Size of the hashed space."),
  lambda: z.number().positive().describe("Ridge penalty, chosen by cross-validation."),
  intercept: z.number(),
  places: z.array(whole).describe("Features with a weight, rising."),
  weights: z.array(z.number()),
  trainedOn: z.array(z.string().regex(/^[0-9a-f]{64}$/)).describe("sha256 of each answer it learned from."),
  quality: linearTextQuality,
  contentHash: z.string().describe("sha256 over all the rest."),
});

/** A ridge on hashed n-grams that scores a text without asking anybody. */
export type LinearTextModel = z.infer<typeof model>;

/** The file of a trained scorer, with its hash. */
export function linearTextFile(trained: Omit<LinearTextModel, "contentHash" | "schema" | "features">): string {
  const content = { schema: "assay/linear-text@1" as const, features: featureCount, ...trained };
  const sealed = toDisk(model, { ...content, contentHash: hashOf(content) });
  return `${JSON.stringify(sealed)}\n`;
}

/** Reads a trained scorer. One that was changed since it was written is refused. */
export function readLinearText(text: string, file: string): LinearTextModel {
  const read = fromDisk(model, parseJson(text, { file }), placeInJson(file, text));
  const { contentHash: claimed, ...content } = read;
  if (claimed !== hashOf(content) || read.places.length !== read.weights.length) {
    throw new InvalidInputError("this scorer is not as it was saved: its hash does not fit", {
      place: { file, path: "content_hash" },
      hint: "Train it again: assay eval train-scorer RUN --labels FILE --out FILE",
    });
  }
  if (read.features !== featureCount) {
    throw new InvalidInputError(`this scorer has ${read.features} features, and ${featureCount} are hashed here`, {
      place: { file, path: "features" },
      hint: "Train it again with this version.",
    });
  }
  return read;
}

/** The model's score of a text, in [−1, 1]. */
export function predictStance({ intercept, places, weights }: LinearTextModel): (features: TextFeatures) => number {
  const dense = new Float64Array(featureCount);
  places.forEach((place, i) => {
    dense[place] = weights[i]!;
  });
  return (features) => {
    let sum = intercept;
    for (let i = 0; i < features.places.length; i++) sum += dense[features.places[i]!]! * features.values[i]!;
    return Math.min(1, Math.max(-1, sum));
  };
}

function hashOf(content: Omit<LinearTextModel, "contentHash">): string {
  return contentHash(JSON.parse(JSON.stringify(content)));
}
