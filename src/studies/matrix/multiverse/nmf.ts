import type { MaskedMatrix } from "../../../linalg/masked/masked-matrix.ts";

/** X ≈ W·H with nothing below 0, of growing rank. */
export interface NmfPath {
  /** Σ (X − WH)² over the observed cells by rank, from 0 on; falling. */
  readonly residual: readonly number[];
  /** WH of rank r at [r], n × p; kept only where asked for. */
  readonly approximations: readonly Float64Array[];
}

const rounds = 20;
const tiny = 1e-12;

/**
 * Non-negative matrix factorisation of a table with holes by multiplicative updates (Lee & Seung 2001, weighted by what is
 * observed as in Zhang, Wang, Ford & Makedon 2006). Each rank begins where the one below it ended, with one more component
 * from the positive part of what is left over, so the residual never rises and no chance is needed. Observed values are
 * at least 0.
 */
export function nmfPath(
  { values, observed }: MaskedMatrix,
  most: number,
  { keep = false }: { readonly keep?: boolean } = {},
): NmfPath {
  const { rows: n, cols: p, data: x } = values;
  const left: Float64Array[] = [];
  const right: Float64Array[] = [];
  const fitted = new Float64Array(n * p);
  const residual = [squaredGap(x, fitted, observed)];
  const approximations: Float64Array[] = keep ? [fitted.slice()] : [];
  for (let rank = 1; rank <= most; rank++) {
    const { w, h } = leadingPositive(x, fitted, observed, n, p);
    left.push(w);
    right.push(h);
    rebuild(fitted, left, right, n, p);
    for (let round = 0; round < rounds; round++) {
      scaleLeft(x, fitted, observed, left, right, n, p);
      rebuild(fitted, left, right, n, p);
      scaleRight(x, fitted, observed, left, right, n, p);
      rebuild(fitted, left, right, n, p);
    }
    residual.push(Math.min(residual.at(-1)!, squaredGap(x, fitted, observed)));
    if (keep) approximations.push(fitted.slice());
  }
  return { residual, approximations };
}

function squaredGap(x: Float64Array, fitted: Float64Array, observed: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < x.length; at++) if (observed[at]) sum += (x[at]! - fitted[at]!) ** 2;
  return sum;
}

function rebuild(
  fitted: Float64Array,
  left: readonly Float64Array[],
  right: readonly Float64Array[],
  n: number,
  p: number,
) {
  fitted.fill(0);
  for (let k = 0; k < left.length; k++) {
    const h = right[k]!;
    for (let i = 0; i < n; i++) {
      const w = left[k]![i]!;
      for (let j = 0, at = i * p; j < p; j++, at++) fitted[at]! += w * h[j]!;
    }
  }
}

function scaleLeft(
  x: Float64Array,
  fitted: Float64Array,
  observed: Uint8Array,
  left: readonly Float64Array[],
  right: readonly Float64Array[],
  n: number,
  p: number,
) {
  for (let k = 0; k < left.length; k++) {
    const h = right[k]!;
    for (let i = 0; i < n; i++) {
      let [up, down] = [0, tiny];
      for (let j = 0, at = i * p; j < p; j++, at++) {
        if (!observed[at]) continue;
        up += x[at]! * h[j]!;
        down += fitted[at]! * h[j]!;
      }
      left[k]![i]! *= up / down;
    }
  }
}

function scaleRight(
  x: Float64Array,
  fitted: Float64Array,
  observed: Uint8Array,
  left: readonly Float64Array[],
  right: readonly Float64Array[],
  n: number,
  p: number,
) {
  const up = new Float64Array(p);
  const down = new Float64Array(p);
  for (let k = 0; k < left.length; k++) {
    up.fill(0);
    down.fill(tiny);
    for (let i = 0; i < n; i++) {
      const w = left[k]![i]!;
      for (let j = 0, at = i * p; j < p; j++, at++) {
        if (!observed[at]) continue;
        up[j]! += x[at]! * w;
        down[j]! += fitted[at]! * w;
      }
    }
    for (let j = 0; j < p; j++) right[k]![j]! *= up[j]! / down[j]!;
  }
}

/** Power iteration on the positive part of what is not explained yet; a floor lets later updates raise any entry. */
function leadingPositive(x: Float64Array, fitted: Float64Array, observed: Uint8Array, n: number, p: number) {
  const rest = new Float64Array(n * p);
  for (let at = 0; at < rest.length; at++) if (observed[at]) rest[at] = Math.max(0, x[at]! - fitted[at]!);
  let h = new Float64Array(p).fill(1);
  const w = new Float64Array(n);
  for (let round = 0; round < 8; round++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += rest[i * p + j]! * h[j]!;
      w[i] = sum;
    }
    const size = Math.sqrt(w.reduce((sum, value) => sum + value * value, 0)) || 1;
    for (let i = 0; i < n; i++) w[i]! /= size;
    h = new Float64Array(p);
    for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) h[j]! += rest[i * p + j]! * w[i]!;
  }
  const floorW = 1e-3 * Math.max(tiny, ...w);
  const floorH = 1e-3 * Math.max(tiny, ...h);
  return { w: w.map((value) => Math.max(value, floorW)), h: h.map((value) => Math.max(value, floorH)) };
}
