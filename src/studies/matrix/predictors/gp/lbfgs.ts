/** A function's value and gradient at a point. */
export type ValueAndGradient = (x: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly rounds: number;
  /** False when rounds ran out or no step along the direction went down. What there is still stands. */
  readonly converged: boolean;
}

export interface LbfgsOptions {
  /** Stop when the largest entry of the gradient is under this, or a round gains less than this share. */
  readonly tolerance: number;
  readonly maxRounds: number;
  readonly signal?: AbortSignal | undefined;
}

const memory = 7;
const sufficient = 1e-4;
const mostHalvings = 20;

/**
 * A local minimum by limited-memory BFGS with backtracking. Steps over points where the value is not finite are cut back.
 * Nocedal 1980; Nocedal & Wright 2006, algorithm 7.4.
 */
export function minimise(start: Float64Array, f: ValueAndGradient, options: LbfgsOptions): Minimum {
  let x: Float64Array = start.slice();
  let { value, gradient }: ReturnType<ValueAndGradient> = f(x);
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let round = 0; round < options.maxRounds; round++) {
    options.signal?.throwIfAborted();
    if (largest(gradient) < options.tolerance) return { x, value, rounds: round, converged: true };
    const direction = downhill(gradient, steps);
    const next = stepAlong(x, value, gradient, direction, steps.length === 0, f);
    if (next === null) return { x, value, rounds: round, converged: false };
    const s = next.x.map((entry, k) => entry - x[k]!);
    const y = next.gradient.map((entry, k) => entry - gradient[k]!);
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) steps.push({ s, y, rho: 1 / curvature });
    if (steps.length > memory) steps.shift();
    const gain = value - next.value;
    ({ x, value, gradient } = next);
    if (gain < options.tolerance * Math.max(1, Math.abs(value)) * 1e-3) {
      return { x, value, rounds: round + 1, converged: true };
    }
  }
  return { x, value, rounds: options.maxRounds, converged: false };
}

/** −H·gradient by the two-loop recursion; the gradient itself while nothing is remembered. */
function downhill(
  gradient: Float64Array,
  steps: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
): Float64Array {
  const q = gradient.slice();
  const weights: number[] = [];
  for (const { s, y, rho } of steps.toReversed()) {
    const weight = rho * dot(s, q);
    weights.push(weight);
    for (let k = 0; k < q.length; k++) q[k]! -= weight * y[k]!;
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let k = 0; k < q.length; k++) q[k]! *= scale;
  }
  for (const [k, { s, y, rho }] of steps.entries()) {
    const back = weights[steps.length - 1 - k]! - rho * dot(y, q);
    for (let l = 0; l < q.length; l++) q[l]! += back * s[l]!;
  }
  return q.map((entry) => -entry);
}

function stepAlong(
  x: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
  first: boolean,
  f: ValueAndGradient,
): { x: Float64Array; value: number; gradient: Float64Array } | null {
  const slope = dot(gradient, direction);
  if (!(slope < 0)) return null;
  let step = first ? Math.min(1, 0.5 / largest(direction)) : Math.min(1, 2 / largest(direction));
  for (let halving = 0; halving < mostHalvings; halving++, step /= 2) {
    const at = x.map((entry, k) => entry + step * direction[k]!);
    const next = f(at);
    if (Number.isFinite(next.value) && next.value <= value + sufficient * step * slope) return { x: at, ...next };
  }
  return null;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, entry, k) => sum + entry * b[k]!, 0);
}

function largest(values: Float64Array): number {
  return values.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
}
