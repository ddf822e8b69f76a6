import { bootstrapSamples } from "../bootstrap/bootstrap-samples.ts";
import type { Rng } from "../chance/rng.ts";
import { quantileSorted } from "../describe/quantile.ts";
import { finiteCopy, requireOpenShare } from "../input-checks.ts";
import { type Estimate, withoutRng } from "../records.ts";

/**
 * How far a is from being stochastically above b: ε = ∫(F⁻¹−G⁻¹)² over where F⁻¹ < G⁻¹, divided by the same over all.
 * 0: a is above at every quantile; ½: neither; 1: b is above. With an `rng`, an upper limit by bootstrap of both samples;
 * ε below ½ with its limit is "almost stochastic dominance". Equal samples: `no-variation`. del Barrio et al. 2018.
 *
 * `grid`: compare at the midpoints of so many equal steps, as published tools do, instead of exactly.
 */
export function stochasticOrderViolation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: { rng?: Rng; level?: number; resamples?: number; grid?: number } = {},
): Estimate {
  const level = requireOpenShare("level", options.level ?? 0.95);
  const x = finiteCopy("a", a);
  const y = finiteCopy("b", b);
  const n = x.length + y.length;
  const method = "stochastic order violation";
  const base = { se: null, method, n };
  if (x.length === 0 || y.length === 0) return { ...base, value: null, ci: null, reason: "too-few", notes: [] };
  const value = violation(x, y, options.grid);
  if (value === null) return { ...base, value, ci: null, reason: "no-variation", notes: [] };
  if (!options.rng) return { ...base, value, ci: null, ...withoutRng };
  const drawn = bootstrapSamples([x, y], (p, q) => violation(p!, q!, options.grid), {
    rng: options.rng,
    method: "percentile",
    keepReplicates: true,
    resamples: options.resamples ?? 1000,
  });
  const usable = drawn.replicates?.filter((replicate) => !Number.isNaN(replicate)).sort();
  const high = usable && usable.length > 0 ? quantileSorted(usable, level) : null;
  if (high === null || drawn.reason === "too-few") return { ...base, value, ci: null, reason: "too-few", notes: [] };
  const frame = { level, method: "percentile", sides: "upper" as const, resamples: drawn.resamples };
  const stream = options.rng.stream.join("/");
  return {
    ...base,
    value,
    se: drawn.bootstrapSe,
    ci: { low: null, high, ...frame, seed: options.rng.seed, stream },
    notes: [],
  };
}

/** `null` when the quantile functions agree everywhere. */
function violation(first: Float64Array, second: Float64Array, grid?: number): number | null {
  const [x, y] = [Float64Array.from(first).sort(), Float64Array.from(second).sort()];
  let [below, all] = [0, 0];
  const add = (p: number, weight: number) => {
    const gap =
      x[Math.min(x.length - 1, Math.floor(p * x.length))]! - y[Math.min(y.length - 1, Math.floor(p * y.length))]!;
    all += weight * gap * gap;
    if (gap < 0) below += weight * gap * gap;
  };
  if (grid !== undefined) {
    for (let i = 0; i < grid; i++) add((i + 0.5) / grid, 1);
  } else {
    const cuts = [...Array.from(x, (_, i) => i / x.length), ...Array.from(y, (_, j) => j / y.length), 1];
    cuts.sort((p, q) => p - q);
    for (let i = 1; i < cuts.length; i++) add((cuts[i - 1]! + cuts[i]!) / 2, cuts[i]! - cuts[i - 1]!);
  }
  return all === 0 ? null : below / all;
}
