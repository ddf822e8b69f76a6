import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireFinite } from "../input-checks.ts";
import { integrate } from "./integrate.ts";
import { normalCdf, normalDensity } from "./normal-distribution.ts";

/** P(X ≤ h, Y ≤ k) of two standard normal variables with correlation in [−1, 1]. Absolute error below 1e-12. */
export function bivariateNormalCdf(h: number, k: number, correlation: number): number {
  requireFinite("h", h);
  requireFinite("k", k);
  if (!(Math.abs(correlation) <= 1)) {
    throw new InvalidOptionError("correlation", correlation, "a correlation lies in [-1,1]");
  }
  if (correlation === 0) return normalCdf(h) * normalCdf(k);
  if (correlation === 1) return normalCdf(Math.min(h, k));
  if (correlation === -1) return Math.max(0, normalCdf(h) - normalCdf(-k));
  const spread = Math.sqrt((1 - correlation) * (1 + correlation));
  const f = (x: number) => normalDensity(x) * normalCdf((k - correlation * x) / spread);
  const edge = Math.min(h, 9);
  const bend = k / correlation;
  const width = (8 * spread) / Math.abs(correlation);
  const cuts = [-9, bend - width, bend, bend + width, edge].filter((x) => x >= -9 && x <= edge).sort((a, b) => a - b);
  let total = 0;
  for (let i = 1; i < cuts.length; i++) total += integrate(f, cuts[i - 1]!, cuts[i]!, 1e-14);
  return Math.min(1, Math.max(0, total));
}
