import { covariance, variance } from "../stats/describe/moments.ts";
import type { Pair } from "./align.ts";

export interface PairingGain {
  /** Correlation of the two sides over the pairs. */
  readonly r: number;
  /** 1 − var(d)/(var a + var b): the share of the variance that pairing saved. */
  readonly varianceReduction: number;
}

/** What pairing these units saves; null for fewer than three pairs or a side without variation. */
export function pairingGain(pairs: readonly Pick<Pair, "subject" | "reference">[]): PairingGain | null {
  if (pairs.length < 3) return null;
  const a = pairs.map(({ subject }) => subject);
  const b = pairs.map(({ reference }) => reference);
  const [varA, varB, shared] = [variance(a)!, variance(b)!, covariance(a, b)!];
  if (!(varA > 0 && varB > 0)) return null;
  return {
    r: Math.max(-1, Math.min(1, shared / Math.sqrt(varA * varB))),
    varianceReduction: (2 * shared) / (varA + varB),
  };
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
