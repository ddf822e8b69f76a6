import { TooFewObservationsError } from "../../errors/statistics-errors.ts";
import { requireNonNegative, requireOpenShare } from "../input-checks.ts";
import { chiSquareQuantile } from "../special/chi-square.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { type TDesign, tPower } from "./t-power.ts";

export interface AssuranceOptions extends TDesign {
  /** Degrees of freedom of the pilot's s, its values minus 1. At least 2. */
  pilotDf: number;
  /** Standard error of the effect d as well, in the same unit; default 0, the effect taken as given. */
  effectSe?: number;
  /** Equal-probability points. Default 400. */
  points?: number;
}

/**
 * Power averaged over what a pilot leaves unknown of σ: σ² ~ νs²/χ²_ν, on equal-probability points; optionally over the
 * effect too. d is in the pilot's s. Lower than the power at σ = s, and what one may promise. O'Hagan and Stevens 2001.
 */
export function assurance(d: number, n: number, options: AssuranceOptions): number {
  if (options.pilotDf < 2) throw new TooFewObservationsError("assurance", options.pilotDf + 1, 3);
  const points = options.points ?? 400;
  const effectSe = requireNonNegative("effectSe", options.effectSe ?? 0);
  let total = 0;
  for (let i = 0; i < points; i++) {
    const share = (i + 0.5) / points;
    const factor = Math.sqrt(chiSquareQuantile(share, options.pilotDf)! / options.pilotDf);
    // A permuted order of the same equal-probability points keeps effect and σ unrelated.
    const other = (((i * 197) % points) + 0.5) / points;
    const effect = effectSe === 0 ? d : d + effectSe * normalQuantile(other);
    total += tPower(effect * factor, n, options);
  }
  return total / points;
}

/** The smallest whole n with at least this assurance; `null` beyond 10⁶, where the pilot is too thin for any n. */
export function assuranceSampleSize(d: number, target: number, options: AssuranceOptions): number | null {
  requireOpenShare("target", target);
  let high = 4;
  while (assurance(d, high, options) < target) {
    high *= 2;
    if (high > 1e6) return null;
  }
  let low = 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (assurance(d, middle, options) >= target) high = middle;
    else low = middle + 1;
  }
  return low;
}
