import { halfLogTwoPi, stirlingError } from "./log-gamma.ts";

/**
 * The mean of f(ln s) over s = √(χ²_df/df), for a positive f given with its logarithm: what turns a normal probability
 * into one of t. The trapezoidal rule on ln s, whose error falls faster than any power of the step for analytic f; `step`
 * is the widest step f allows. Relative accuracy also where the mean is tiny.
 */
export function averageOverChi(
  df: number,
  f: (u: number) => number,
  logF: (u: number) => number,
  step: number,
): number {
  const half = df / 2;
  const logScale = Math.LN2 + 0.5 * Math.log(half) - halfLogTwoPi - stirlingError(half);
  const logDensity = (u: number) => logScale - half * (Math.expm1(2 * u) - 2 * u);
  const reach = 750 / df;
  const [low, high] = [-reach - Math.sqrt(reach), 0.5 * Math.log1p(2 * reach) + Math.sqrt(reach)];
  const points = 160;
  const gap = (high - low) / points;
  const logs = new Float64Array(points + 1);
  let best = -Infinity;
  for (let i = 0; i <= points; i++) {
    const u = low + i * gap;
    logs[i] = logDensity(u) + logF(u);
    best = Math.max(best, logs[i]!);
  }
  let first = 0;
  let last = points;
  while (logs[first]! < best - 45) first++;
  while (logs[last]! < best - 45) last--;
  const from = low + (first - 1) * gap;
  const to = low + (last + 1) * gap;
  const width = Math.min(step, 0.2 / Math.sqrt(2 * df), 0.2);
  const count = Math.ceil((to - from) / width);
  let total = 0;
  for (let i = 0; i <= count; i++) {
    const u = from + (i * (to - from)) / count;
    total += Math.exp(logDensity(u)) * f(u);
  }
  return (total * (to - from)) / count;
}
