import type { Rng } from "../chance/rng.ts";
import { blockSize, blockStream } from "../chance/rng-stream.ts";
import { finiteCopy, requireCount, requireOpenShare } from "../input-checks.ts";

export interface SimulatedPower {
  power: number;
  /** √(p(1−p)/simulations). */
  monteCarloError: number;
  simulations: number;
  /** Simulations in which the test had no answer; they count as not found. */
  unanswered: number;
}

/**
 * Power of any test by simulation: `study` draws one study from the given source and returns its p, or `null`. For
 * designs without a formula, equivalence tests among them.
 */
export function simulatePower(
  study: (rng: Rng) => number | null,
  options: { rng: Rng; alpha?: number; simulations?: number },
): SimulatedPower {
  const alpha = requireOpenShare("alpha", options.alpha ?? 0.05);
  const simulations = requireCount("simulations", options.simulations ?? 2000, 200);
  let [found, unanswered] = [0, 0];
  for (let start = 0; start < simulations; start += blockSize) {
    const source = blockStream(options.rng, start);
    for (let i = start; i < Math.min(start + blockSize, simulations); i++) {
      const p = study(source);
      if (p === null) unanswered++;
      else if (p < alpha) found++;
    }
  }
  const power = found / simulations;
  return { power, monteCarloError: Math.sqrt((power * (1 - power)) / simulations), simulations, unanswered };
}

/** A study drawn from a pilot: n values with replacement, moved so that their mean in the pilot is `mean`. */
export function resamplePilot(pilot: ArrayLike<number>, n: number, mean: number): (rng: Rng) => Float64Array {
  const values = finiteCopy("pilot", pilot);
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return (rng) => Float64Array.from({ length: n }, () => values[rng.integer(values.length)]! - centre + mean);
}
