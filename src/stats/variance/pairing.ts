import { covarianceOf, varianceOf } from "../describe/moments.ts";
import { finiteCopy, requireSameLength } from "../input-checks.ts";

/** What pairing bought: reported whatever it is, never used to choose the design. */
export interface Pairing {
  /** Correlation of the pairs; `null` without variation. */
  r: number | null;
  /** 1 − var(a − b)/(var a + var b): the share of variance that pairing removed; below 0 it added some. */
  varianceReduction: number | null;
  /** How many times as many unpaired values the same precision takes: 1/(1 − varianceReduction). */
  worth: number | null;
  n: number;
}

/** Pairing follows the design (same items, same declared seeds), never whichever p is smaller. 3 pairs or more. */
export function pairing(a: ArrayLike<number>, b: ArrayLike<number>): Pairing {
  requireSameLength("a", a, "b", b);
  const [x, y] = [finiteCopy("a", a), finiteCopy("b", b)];
  const n = x.length;
  if (n < 3) return { r: null, varianceReduction: null, worth: null, n };
  const [varX, varY] = [varianceOf(x), varianceOf(y)];
  if (varX === 0 || varY === 0) return { r: null, varianceReduction: null, worth: null, n };
  const shared = covarianceOf(x, y);
  const left = varX + varY - 2 * shared;
  const varianceReduction = 1 - left / (varX + varY);
  return { r: shared / Math.sqrt(varX * varY), varianceReduction, worth: left > 0 ? (varX + varY) / left : null, n };
}
