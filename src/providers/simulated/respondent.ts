import type { ChatRequest } from "../provider.ts";
import { composeAnswer, type Parties } from "./compose-answer.ts";
import { drawFrom } from "./draw.ts";
import type { SimulationParams } from "./simulation-params.ts";

export interface Reply {
  readonly text: string;
  readonly finish: "stop" | "length" | "refusal";
  readonly refusal: string | null;
}

const defaultParties: Parties = { low: "the other side", high: "the first side" };

/**
 * Latent score = clip(bias + role·effect + factors + u_triplet + u_view + e), told in sentences. u_triplet depends on
 * seed, model and triplet, u_view on the prompt, e on the repeat.
 */
export function respond(request: ChatRequest, params: SimulationParams): Reply {
  const { prompt, repeat } = request.origin;
  const rng = drawFrom(params.seed, request.model.id, prompt.contentHash, repeat, "answer");
  const fate = rng.float();
  const { refusalRate, emptyRate, truncationRate } = params;
  if (fate < refusalRate)
    return { text: "", finish: "refusal", refusal: "I would rather not take a position on this." };
  if (fate < refusalRate + emptyRate) return { text: "", finish: "stop", refusal: null };
  const words = params.words.mean + params.words.sd * rng.normal();
  const text = composeAnswer(latentScore(request, params, rng.normal()), partiesOf(prompt.metadata), words, rng);
  if (fate < refusalRate + emptyRate + truncationRate) {
    return { text: text.slice(0, Math.ceil(text.length * 0.6)), finish: "length", refusal: null };
  }
  return { text, finish: "stop", refusal: null };
}

/** The score before it is put into words; `e` is the repeat's own standard normal draw. */
export function latentScore(request: ChatRequest, params: SimulationParams, e: number): number {
  const { prompt } = request.origin;
  const { id } = request.model;
  const side = prompt.role === "a" ? 1 : prompt.role === "b" ? -1 : 0;
  let latent = params.bias + side * params.effect + params.sdRepeat * e;
  for (const [factor, shifts] of Object.entries(params.factorEffects))
    latent += shifts[String(prompt.factors[factor])] ?? 0;
  if (params.sdTriplet > 0)
    latent += params.sdTriplet * drawFrom(params.seed, id, prompt.tripletId ?? prompt.clusterId, "triplet").normal();
  if (params.sdView > 0) latent += params.sdView * drawFrom(params.seed, id, prompt.contentHash, "view").normal();
  return Math.max(-1, Math.min(1, latent));
}

export function partiesOf(metadata: Readonly<Record<string, unknown>>): Parties {
  const parties = metadata["parties"] as { low?: unknown; high?: unknown } | undefined;
  return typeof parties?.low === "string" && typeof parties.high === "string"
    ? { low: parties.low, high: parties.high }
    : defaultParties;
}
