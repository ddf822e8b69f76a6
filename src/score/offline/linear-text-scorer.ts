import { hash } from "node:crypto";
import type { Scorer } from "../scorer.ts";
import { type LinearTextModel, predictStance } from "./linear-text-model.ts";
import { type NamedParties, textFeatures } from "./text-features.ts";

/** A trained model as a scorer. It says nothing of an answer it learned from. */
export function linearTextScorer(id: string, model: LinearTextModel): Scorer {
  const predict = predictStance(model);
  const seen = new Set(model.trainedOn);
  return ({ output, metadata }) => {
    if (seen.has(hash("sha256", output, "hex"))) {
      return { name: id, score: null, metadata: { reason: "the scorer was trained on this answer" } };
    }
    const score = predict(textFeatures(output, partiesOf(metadata)));
    return { name: id, score, metadata: { scorer: model.contentHash.slice(0, 12) } };
  };
}

/** The parties of the prompt, where it names its own. */
export function partiesOf(metadata: Readonly<Record<string, unknown>> | undefined): NamedParties | null {
  const parties = metadata?.["parties"] as { high?: unknown; low?: unknown } | undefined;
  return typeof parties?.high === "string" && typeof parties.low === "string"
    ? { high: parties.high, low: parties.low }
    : null;
}
