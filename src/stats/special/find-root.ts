/**
 * A root of a continuous `f` between `low` and `high`, where f changes sign, by Brent's method (1973); `null` when the
 * signs agree or 300 steps do not settle it. `tolerance` is absolute on x and added to 4 ulp.
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance = 0): number | null {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa < 0 !== fb < 0) || Number.isNaN(fa) || Number.isNaN(fb)) return null;
  let [c, fc] = [a, fa];
  let step = b - a;
  let before = step;
  for (let iteration = 0; iteration < 300; iteration++) {
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const close = 2 * Number.EPSILON * Math.abs(b) + 0.5 * tolerance;
    const half = 0.5 * (c - b);
    if (Math.abs(half) <= close || fb === 0) return b;
    if (Math.abs(before) >= close && Math.abs(fa) > Math.abs(fb)) {
      const proposed = interpolate(a, b, c, fa, fb, fc);
      const accepted =
        Math.abs(proposed) < Math.min(0.5 * Math.abs(before), Math.abs(1.5 * half)) && proposed > 0 === half > 0;
      [before, step] = accepted ? [step, proposed] : [half, half];
    } else {
      [before, step] = [half, half];
    }
    [a, fa] = [b, fb];
    b += Math.abs(step) > close ? step : Math.sign(half) * close;
    fb = f(b);
    if (fb > 0 === fc > 0) {
      [c, fc] = [a, fa];
      step = b - a;
      before = step;
    }
  }
  return null;
}

/** The step of the secant or the inverse parabola through the last points. */
function interpolate(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (1 - s);
  const q = fa / fc;
  const r = fb / fc;
  const top = s * ((c - b) * q * (q - r) - (b - a) * (r - 1));
  return -top / ((q - 1) * (r - 1) * (s - 1));
}

/**
 * The root of an increasing `f` in [low, high] by Newton steps kept inside a shrinking bracket; `null` after 300 steps
 * without settling. `f` returns its value and slope. The relative error is a few ulp of max(1, |x|).
 */
export function newtonRoot(
  f: (x: number) => readonly [value: number, slope: number],
  low: number,
  high: number,
  start: number,
): number | null {
  let [below, above] = [low, high];
  let x = Math.min(Math.max(start, low), high);
  for (let iteration = 0; iteration < 300; iteration++) {
    const [value, slope] = f(x);
    if (value === 0) return x;
    if (Number.isNaN(value)) return null;
    if (value < 0) below = x;
    else above = x;
    let next = x - value / slope;
    if (!(next > below && next < above)) next = 0.5 * (below + above);
    const close = 2 * Number.EPSILON * Math.max(1, Math.abs(x));
    if (Math.abs(next - x) <= close || above - below <= close) return next;
    x = next;
  }
  return null;
}
