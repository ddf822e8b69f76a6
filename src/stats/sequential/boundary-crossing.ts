import { normalDensity, normalSurvival } from "../special/normal-distribution.ts";

/** A look at a share `t` of the information, and the z beyond which it stops; infinite where that side cannot. */
export interface Look {
  t: number;
  lower: number;
  upper: number;
}

/** Chances to stop at each look, above and below, not having stopped before. */
export interface Crossing {
  upper: number[];
  lower: number[];
}

/**
 * Stopping chances of Brownian motion with the given drift (E Z_t = drift·√t) looked at at rising t. The density of
 * paths still running is carried from look to look on a Simpson grid. Absolute error below 1e-7.
 */
export function crossingChances(looks: readonly Look[], drift = 0): Crossing {
  const result: Crossing = { upper: [], lower: [] };
  let running: Running = { x: Float64Array.of(0), weight: Float64Array.of(1), t: 0 };
  looks.forEach((look, k) => {
    const exits = exitChances(running, look, drift);
    result.upper.push(exits.upper);
    result.lower.push(exits.lower);
    const next = looks[k + 1];
    if (next) running = advance(running, look, next.t - look.t, drift);
  });
  return result;
}

/** Paths still running at t: grid points of B(t), and density times Simpson weight at each. */
export interface Running {
  x: Float64Array;
  weight: Float64Array;
  t: number;
}

/** The start: at 0 with certainty. */
export function startRunning(): Running {
  return { x: Float64Array.of(0), weight: Float64Array.of(1), t: 0 };
}

/** Chances that the running paths are beyond the limits at this look. */
export function exitChances(running: Running, look: Look, drift: number): { upper: number; lower: number } {
  const gap = look.t - running.t;
  const spread = Math.sqrt(gap);
  const [high, low] = [look.upper * Math.sqrt(look.t), look.lower * Math.sqrt(look.t)];
  let [upper, lower] = [0, 0];
  for (let i = 0; i < running.x.length; i++) {
    const centre = running.x[i]! + drift * gap;
    upper += running.weight[i]! * normalSurvival((high - centre) / spread);
    lower += running.weight[i]! * normalSurvival((centre - low) / spread);
  }
  return { upper, lower };
}

/** The running paths after a look; the grid is fine enough for a next step of `nextGap`. */
export function advance(running: Running, look: Look, nextGap: number, drift: number): Running {
  const gap = look.t - running.t;
  const spread = Math.sqrt(gap);
  const reach = 8 * Math.sqrt(look.t);
  const centre = drift * look.t;
  const low = Math.max(look.lower * Math.sqrt(look.t), centre - reach);
  const high = Math.min(look.upper * Math.sqrt(look.t), centre + reach);
  const fine = Math.min(spread, Math.sqrt(Math.max(nextGap, 1e-6))) / 10;
  const count = 2 * Math.min(3000, Math.max(100, Math.ceil((high - low) / fine / 2)));
  const step = (high - low) / count;
  const x = new Float64Array(count + 1);
  const weight = new Float64Array(count + 1);
  for (let j = 0; j <= count; j++) {
    x[j] = low + j * step;
    let density = 0;
    for (let i = 0; i < running.x.length; i++) {
      const z = (x[j]! - running.x[i]! - drift * gap) / spread;
      if (Math.abs(z) < 9) density += running.weight[i]! * normalDensity(z);
    }
    const simpson = j === 0 || j === count ? 1 : j % 2 === 1 ? 4 : 2;
    weight[j] = ((density / spread) * simpson * step) / 3;
  }
  return { x, weight, t: look.t };
}
