import type { PromptRow } from "../../schema/run/prompt-row.ts";
import { normalFrom } from "./draw.ts";
import type { SimulationParams } from "./simulation-params.ts";

/**
 * The planted truth behind one answer, before it is put into words: clip(bias ± effect by role + factors + u_triplet +
 * u_view + e). u_triplet depends on seed, model and triplet, u_view on the prompt, e on the repeat; which other prompts
 * are asked changes none of them. Clipping at ±1 takes a little of a large effect under a large spread.
 */
export function latentScore(params: SimulationParams, modelId: string, prompt: PromptRow, repeat: number): number {
  const { seed, effect, bias, factorEffects, sdTriplet, sdView, sdRepeat } = params;
  const side = prompt.role === "a" ? 1 : prompt.role === "b" ? -1 : 0;
  let latent = bias + side * effect;
  for (const factor of Object.keys(factorEffects)) {
    latent += factorEffects[factor]![String(prompt.factors[factor])] ?? 0;
  }
  const { contentHash } = prompt;
  let spread = 0;
  if (sdTriplet > 0) spread += sdTriplet * normalFrom(seed, modelId, "triplet", prompt.tripletId ?? prompt.clusterId);
  if (sdView > 0) spread += sdView * normalFrom(seed, modelId, "view", contentHash);
  if (sdRepeat > 0) spread += sdRepeat * normalFrom(seed, modelId, "repeat", contentHash, repeat);
  latent += prompt.role === "none" ? params.bystanderSpread * spread : spread;
  return Math.max(-1, Math.min(1, latent));
}
