import type { ScoredRow } from "../../../schema/run/scored-row.ts";
import { type Rng, rngStream } from "../../../stats/index.ts";
import { scoredRowOf } from "./scored-row-of.ts";

export interface Respondent {
  modelId: string;
  /** S before scores are clipped to [−1, 1]. */
  effect: number;
  bias?: number;
  sdTriplet?: number;
  sdView?: number;
  /** Of the bystander's view, where it is calmer than the others. */
  sdBystander?: number;
  sdRepeat?: number;
  /** Share of answers without a score. */
  missing?: number;
}

export interface Study {
  triplets: number;
  repeats: number;
  seed: number | string;
  respondents: readonly Respondent[];
}

const sides = { a: 1, b: -1, none: 0 } as const;
const views = { a: "landlord", b: "tenant", none: "neutral" } as const;

/** Scored rows of respondents with known effects: clip(bias ± effect by side + triplet + view + repeat), all normal. */
export function simulateRows({ triplets, repeats, seed, respondents }: Study): ScoredRow[] {
  return respondents.flatMap((respondent) => {
    const rng = rngStream(seed, "respondent", respondent.modelId);
    return Array.from({ length: triplets }, (_, k) => tripletRows(respondent, k, repeats, rng)).flat();
  });
}

function tripletRows(respondent: Respondent, k: number, repeats: number, rng: Rng): ScoredRow[] {
  const { modelId, effect, bias = 0, sdTriplet = 0.25, sdView = 0.3, sdRepeat = 0.2, missing = 0 } = respondent;
  const shared = bias + rng.normal() * sdTriplet;
  const id = String(k).padStart(4, "0");
  return (Object.keys(sides) as (keyof typeof sides)[]).flatMap((role, v) => {
    const spread = role === "none" ? (respondent.sdBystander ?? sdView) : sdView;
    const latent = shared + effect * sides[role] + rng.normal() * spread;
    return Array.from({ length: repeats }, (_, repeat) => {
      const score = Math.min(1, Math.max(-1, latent + rng.normal() * sdRepeat));
      const lost = rng.float() < missing;
      return scoredRowOf({
        modelId,
        ...{ promptId: String(3 * k + v), tripletId: `t-${id}`, clusterId: `t-${id}`, view: views[role], role, repeat },
        factors: { amount: [50, 200, 500][k % 3]!, relationship_quality: ["good", "bad"][k % 2]! },
        ...(lost ? { score: null, outcome: "failed" as const } : { score: Math.round(score * 100) / 100 }),
      });
    });
  });
}
