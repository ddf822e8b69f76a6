import { normalCdf, normalDensity } from "../../../stats/special/normal-distribution.ts";

/** On each side of the bend; a multiple of 4. The error is below 1e-6. */
const strips = 48;
/** Standard deviations beyond which nothing is left. */
const farthest = 7;

/**
 * The chance that two scores will be put in the wrong order when their difference is guessed to have the sign of its
 * expected value: now `gap` with standard deviation √`variance`. `drop` of the variance goes away with a measurement that is
 * still to come, so the expected value will move by as much, and the chance is averaged over where it moves to.
 * 0 ≤ drop ≤ variance.
 */
export function misordering(gap: number, variance: number, drop: number): number {
  if (variance <= 0) return 0;
  if (drop <= 0) return normalCdf(-Math.abs(gap) / Math.sqrt(variance));
  const step = Math.sqrt(drop);
  const left = Math.sqrt(Math.max(0, variance - drop));
  if (left === 0) return 0;
  const bend = -gap / step;
  const wrong = (u: number) => normalDensity(u) * normalCdf(-Math.abs(gap + step * u) / left);
  const width = (farthest * left) / step;
  const inReach = (u: number) => Math.max(-farthest, Math.min(farthest, u));
  const middle = inReach(bend);
  return integrated(wrong, inReach(bend - width), middle) + integrated(wrong, middle, inReach(bend + width));
}

/** Boole's rule on equal strips. */
function integrated(f: (x: number) => number, from: number, to: number): number {
  if (to <= from) return 0;
  const h = (to - from) / strips;
  let sum = 7 * (f(from) + f(to));
  for (let i = 1; i < strips; i++) sum += (i % 2 === 1 ? 32 : i % 4 === 2 ? 12 : 14) * f(from + i * h);
  return (2 * h * sum) / 45;
}
