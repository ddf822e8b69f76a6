import { logGamma } from "../../stats/special/log-gamma.ts";

/** The smallest two-sided p that flipping the signs of n units can give: 2/2ⁿ. */
export function leastSignFlipP(n: number): number {
  return Math.min(1, 2 ** (1 - n));
}

/** The smallest two-sided p that relabelling two groups can give: 2 over the ways to choose the first. */
export function leastPermutationP(n1: number, n2: number): number {
  return Math.min(1, 2 * Math.exp(logGamma(n1 + 1) + logGamma(n2 + 1) - logGamma(n1 + n2 + 1)));
}

/** Why t decides where an exact test of so few units could never speak. */
export function reachNote(least: number, alpha: number): string[] {
  if (least < alpha) return [];
  return [`With so few units the exact test cannot fall below p ${Number(least.toPrecision(3))}, so t decides.`];
}
