import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireOpenShare, requirePositive } from "../input-checks.ts";
import { normalSurvival } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";

/** How the error is spent over the information: late (obf), evenly (pocock), or αt^rho (power). Lan and DeMets 1983. */
export type Spending = "obf" | "pocock" | { power: number };

export interface SpendingOptions {
  /** Two-sided error, default 0.05. */
  alpha?: number;
  spending?: Spending;
  /** "per-side" (default) spends α/2 on each side with its own curve; "total" spends α on both together. */
  sides?: "per-side" | "total";
}

/** The two-sided error spent up to information share t in [0,1]. */
export function spentAlpha(t: number, options: SpendingOptions = {}): number {
  const alpha = requireOpenShare("alpha", options.alpha ?? 0.05);
  if (!(t >= 0 && t <= 1)) throw new InvalidOptionError("t", t, "an information share lies in [0,1]");
  const sides = options.sides ?? "per-side";
  return sides === "per-side" ? 2 * curve(alpha / 2, t, options.spending) : curve(alpha, t, options.spending);
}

/** The curve of one budget: 2 − 2Φ(z_{α/2}/√t), α·ln(1 + (e−1)t), or αt^rho. */
function curve(alpha: number, t: number, spending: Spending = "obf"): number {
  if (t === 0) return 0;
  if (spending === "obf") return Math.min(alpha, 2 * normalSurvival(normalQuantile(1 - alpha / 2) / Math.sqrt(t)));
  if (spending === "pocock") return alpha * Math.log(1 + (Math.E - 1) * t);
  return alpha * t ** requirePositive("power", spending.power);
}
