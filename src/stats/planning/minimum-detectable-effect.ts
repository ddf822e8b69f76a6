import { requireOpenShare, requirePositive } from "../input-checks.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { studentTQuantile } from "../special/student-t.ts";

export interface DetectableOptions {
  /** Default 0.05. */
  alpha?: number;
  /** Default 0.8. */
  power?: number;
  /** Default 2. */
  sides?: 1 | 2;
  /** Degrees of freedom of the standard error; normal quantiles without. */
  df?: number;
}

/**
 * The difference a comparison with this standard error finds with the given power: (t₁₋α/₂ + t_power)·se, in the unit of
 * the standard error (of the difference, never σ). Printed beside every comparison.
 */
export function minimumDetectableEffect(se: number, options: DetectableOptions = {}): number {
  requirePositive("se", se);
  const alpha = requireOpenShare("alpha", options.alpha ?? 0.05);
  const power = requireOpenShare("power", options.power ?? 0.8);
  const p = 1 - alpha / (options.sides ?? 2);
  const quantile = (share: number) =>
    options.df === undefined ? normalQuantile(share) : studentTQuantile(share, options.df);
  return (quantile(p) + quantile(power)) * se;
}
