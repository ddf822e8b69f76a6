import type { Alternative, Convention } from "../records.ts";

/** The tails of a null distribution at the observed statistic. `absolute` is P(|T − E T| ≥ |t − E T|). */
export interface Tails {
  greater: number;
  less: number;
  absolute: number;
}

/** The p of an alternative; two-sided by the named convention. */
export function pOf(tails: Tails, alternative: Alternative, convention: "doubled" | "absolute"): number {
  if (alternative === "greater") return Math.min(1, tails.greater);
  if (alternative === "less") return Math.min(1, tails.less);
  return Math.min(1, convention === "absolute" ? tails.absolute : 2 * Math.min(tails.greater, tails.less));
}

export interface PermutationOptions {
  /** Default two-sided. "greater": the first argument is the greater one. */
  alternative?: Alternative;
  /** How two sides make one p. Default "doubled", which matches inverting the one-sided tests. */
  convention?: "doubled" | "absolute";
}

/** What every permutation test reports beside its statistic. */
export function permutationFrame(options: PermutationOptions): {
  alternative: Alternative;
  convention: Extract<Convention, "doubled" | "absolute">;
} {
  return { alternative: options.alternative ?? "two-sided", convention: options.convention ?? "doubled" };
}
