import type { MaskedMatrix } from "../../../linalg/masked/masked-matrix.ts";

/** X ≈ W·H with nothing below 0, of growing rank. */
export interface NmfPath {
  /** Σ (X − WH)² over the observed cells by rank, from 0 on; falling. */
  readonly residual: readonly number[];
  /** WH of rank r at [r], n × p; kept only where asked for. */
  readonly approximations: readonly Float64Array[];
}

const rounds = 10;

/**
 * Non-negative matrix factorisation of a table with holes by coordinate descent, one component at a time (hierarchical
 * alternating least squares, Cichocki, Zdunek & Amari 2007, over observed cells alone). Each rank begins where the one
 * below it ended, with one more component from the positive part of what is left over, so the residual never rises and no
 * chance is needed. Observed values are at least 0.
 */
export function nmfPath(
  { values, observed }: MaskedMatrix,
  most: number,
  { keep = false }: { readonly keep?: boolean } = {},
): NmfPath {
  const { rows: n, cols: p, data } = values;
  const shape = { n, p, observed };
  const left: Float64Array[] = [];
  const right: Float64Array[] = [];
  /** X − WH where observed, 0 elsewhere. */
  const rest = data.map((value, at) => (observed[at] ? value : 0));
  const residual = [energyOf(rest)];
  const approximations: Float64Array[] = keep ? [new Float64Array(n * p)] : [];
  for (let rank = 1; rank <= most; rank++) {
    const { w, h } = leadingPositive(rest, shape);
    left.push(w);
    right.push(h);
    addProduct(rest, w, h, -1, shape);
    for (let round = 0; round < rounds; round++) {
      for (let k = 0; k < rank; k++) {
        addProduct(rest, left[k]!, right[k]!, 1, shape);
        improve(rest, left[k]!, right[k]!, shape);
        addProduct(rest, left[k]!, right[k]!, -1, shape);
      }
    }
    residual.push(energyOf(rest));
    if (keep) approximations.push(productOf(left, right, n, p));
  }
  return { residual, approximations };
}

interface Shape {
  readonly n: number;
  readonly p: number;
  readonly observed: Uint8Array;
}

function energyOf(rest: Float64Array): number {
  return rest.reduce((sum, value) => sum + value * value, 0);
}

function addProduct(
  rest: Float64Array,
  w: Float64Array,
  h: Float64Array,
  sign: number,
  { n, p, observed }: Shape,
): void {
  for (let i = 0; i < n; i++) {
    const own = sign * w[i]!;
    if (own === 0) continue;
    for (let j = 0, at = i * p; j < p; j++, at++) if (observed[at]) rest[at]! += own * h[j]!;
  }
}

/** The best w ≥ 0 for h, then the best h ≥ 0 for w, given what the other components leave over. */
function improve(rest: Float64Array, w: Float64Array, h: Float64Array, { n, p, observed }: Shape): void {
  const up = new Float64Array(p);
  const down = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    let [match, size] = [0, 0];
    for (let j = 0, at = i * p; j < p; j++, at++) {
      if (!observed[at]) continue;
      match += rest[at]! * h[j]!;
      size += h[j]! * h[j]!;
    }
    const own = size > 0 ? Math.max(0, match / size) : 0;
    w[i] = own;
    if (own === 0) continue;
    for (let j = 0, at = i * p; j < p; j++, at++) {
      if (!observed[at]) continue;
      up[j]! += rest[at]! * own;
      down[j]! += own * own;
    }
  }
  for (let j = 0; j < p; j++) h[j] = down[j]! > 0 ? Math.max(0, up[j]! / down[j]!) : 0;
}

/** Power iteration on the positive part of what is left over. */
function leadingPositive(rest: Float64Array, { n, p }: Shape): { readonly w: Float64Array; readonly h: Float64Array } {
  const positive = rest.map((value) => Math.max(0, value));
  const w = new Float64Array(n);
  const h = new Float64Array(p).fill(1);
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += positive[i * p + j]! * h[j]!;
      w[i] = sum;
    }
    const size = Math.sqrt(energyOf(w)) || 1;
    h.fill(0);
    for (let i = 0; i < n; i++) {
      w[i]! /= size;
      for (let j = 0; j < p; j++) h[j]! += positive[i * p + j]! * w[i]!;
    }
  }
  return { w, h };
}

function productOf(left: readonly Float64Array[], right: readonly Float64Array[], n: number, p: number): Float64Array {
  const product = new Float64Array(n * p);
  for (const [k, w] of left.entries()) {
    const h = right[k]!;
    for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) product[i * p + j]! += w[i]! * h[j]!;
  }
  return product;
}
