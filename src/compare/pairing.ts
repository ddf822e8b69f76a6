import { pairing } from "../stats/variance/pairing.ts";
import type { Pair } from "./align.ts";

export interface PairingGain {
  /** Correlation of the two sides over the pairs. */
  readonly r: number;
  /** The share of the variance that pairing saved. */
  readonly varianceReduction: number;
}

/** What pairing these units saves; null for fewer than three pairs or a side without variation. */
export function pairingGain(pairs: readonly Pick<Pair, "subject" | "reference">[]): PairingGain | null {
  const { r, varianceReduction } = pairing(
    pairs.map(({ subject }) => subject),
    pairs.map(({ reference }) => reference),
  );
  return r === null || varianceReduction === null ? null : { r, varianceReduction };
}

/** Under this share of the variance, pairing bought nothing worth its name. */
const worthwhile = 0.05;

/** What a reader should know about the pairing, as a sentence. */
export function pairingSentence(gain: PairingGain, by: string, used: boolean): string {
  const r = gain.r.toFixed(2);
  const saved = `${(100 * gain.varianceReduction).toFixed(1)} % of the variance`;
  if (!used) {
    return gain.varianceReduction < worthwhile
      ? `Pairing by ${by} was not used and would have bought nothing: r ${r}, ${saved}.`
      : `Pairing by ${by} was not used; it would have saved ${saved} (r ${r}): --pair-by ${by}, if equal ${by}s were run alike.`;
  }
  if (gain.varianceReduction < worthwhile) return `Pairing by ${by} bought nothing: r ${r}, ${saved}.`;
  const worth = 1 / (1 - gain.varianceReduction);
  return `Pairing by ${by} saved ${saved} (r ${r}), worth ${worth.toFixed(2)} times the sample.`;
}
