import type { CompressedCells } from "../../masked-view.ts";

/**
 * All a fit keeps between and within rounds; nothing else is allocated in them. Symmetric r × r matrices lie as lower
 * triangles, row by row: entry (k, l), l ≤ k, at k(k + 1)/2 + l.
 */
export interface FaxState {
  readonly rank: number;
  /** r(r + 1)/2. */
  readonly triangle: number;
  readonly loadings: Float64Array;
  readonly intercepts: Float64Array;
  readonly noise: Float64Array;
  /** A benchmark's WWᵀ/ψ as a triangle, then W/ψ. */
  readonly evidence: Float64Array;
  readonly prior: Float64Array;
  /** Σ weight·x·z over the models, covariates × r. */
  readonly cross: Float64Array;
  /** A model's expected zzᵀ as a triangle, then its expected z. */
  readonly moments: Float64Array;
  readonly covariance: Float64Array;
  /** Over the models of a benchmark: Σ zzᵀ, Σ z, Σ z·y. */
  readonly sums: Float64Array;
  readonly system: Float64Array;
  readonly right: Float64Array;
}

/** Penalties and the noise's prior, as multiples of a benchmark's noise of the round before. */
const loadingPenalty = 2;
const interceptVariance = 0.5;
const noiseShape = 2;
const noiseScale = 0.5;

/**
 * S = (I + Σ WWᵀ/ψ)⁻¹, E = S(Σ W(y − m)/ψ + prior), over the benchmarks visible for model i. Four cells at a time: what is
 * added up stays in registers longer.
 */
export function abilitiesOfRow(state: FaxState, rows: CompressedCells, i: number): void {
  const { rank, triangle, intercepts, evidence, prior, moments, covariance, system, right } = state;
  const stride = triangle + rank;
  system.fill(0, 0, triangle);
  for (let k = 0, at = 0; k < rank; k++, at += k + 1) {
    system[at] = 1;
    right[k] = prior[i * rank + k]!;
  }
  const end = rows.start[i + 1]!;
  let cell = rows.start[i]!;
  for (; cell + 3 < end; cell += 4) {
    const j0 = rows.index[cell]!;
    const j1 = rows.index[cell + 1]!;
    const j2 = rows.index[cell + 2]!;
    const j3 = rows.index[cell + 3]!;
    const a = j0 * stride;
    const b = j1 * stride;
    const c = j2 * stride;
    const d = j3 * stride;
    for (let t = 0; t < triangle; t++) {
      system[t]! += evidence[a + t]! + evidence[b + t]! + (evidence[c + t]! + evidence[d + t]!);
    }
    const rest0 = rows.value[cell]! - intercepts[j0]!;
    const rest1 = rows.value[cell + 1]! - intercepts[j1]!;
    const rest2 = rows.value[cell + 2]! - intercepts[j2]!;
    const rest3 = rows.value[cell + 3]! - intercepts[j3]!;
    for (let k = 0, t = triangle; k < rank; k++, t++) {
      right[k]! +=
        rest0 * evidence[a + t]! + rest1 * evidence[b + t]! + (rest2 * evidence[c + t]! + rest3 * evidence[d + t]!);
    }
  }
  for (; cell < end; cell++) {
    const j = rows.index[cell]!;
    const a = j * stride;
    const rest = rows.value[cell]! - intercepts[j]!;
    for (let t = 0; t < triangle; t++) system[t]! += evidence[a + t]!;
    for (let k = 0, t = triangle; k < rank; k++, t++) right[k]! += rest * evidence[a + t]!;
  }
  factor(system, rank);
  substitute(system, right, rank);
  invert(system, covariance, i * triangle, rank);
  const to = i * stride;
  for (let k = 0, at = 0; k < rank; k++) {
    for (let l = 0; l <= k; l++, at++) moments[to + at] = covariance[i * triangle + at]! + right[k]! * right[l]!;
    moments[to + triangle + k] = right[k]!;
  }
}

/** Loadings and intercept of benchmark j together, then its noise, over the models visible for it. */
export function loadingsOfColumn(state: FaxState, columns: CompressedCells, j: number): void {
  const { rank, triangle, loadings, intercepts, noise, moments, sums, system, right } = state;
  const stride = triangle + rank;
  let total = 0;
  let squares = 0;
  sums.fill(0);
  const end = columns.start[j + 1]!;
  let cell = columns.start[j]!;
  for (; cell + 3 < end; cell += 4) {
    const a = columns.index[cell]! * stride;
    const b = columns.index[cell + 1]! * stride;
    const c = columns.index[cell + 2]! * stride;
    const d = columns.index[cell + 3]! * stride;
    const y0 = columns.value[cell]!;
    const y1 = columns.value[cell + 1]!;
    const y2 = columns.value[cell + 2]!;
    const y3 = columns.value[cell + 3]!;
    total += y0 + y1 + (y2 + y3);
    squares += y0 * y0 + y1 * y1 + (y2 * y2 + y3 * y3);
    for (let t = 0; t < stride; t++)
      sums[t]! += moments[a + t]! + moments[b + t]! + (moments[c + t]! + moments[d + t]!);
    for (let k = 0, t = triangle; k < rank; k++, t++) {
      sums[stride + k]! += y0 * moments[a + t]! + y1 * moments[b + t]! + (y2 * moments[c + t]! + y3 * moments[d + t]!);
    }
  }
  for (; cell < end; cell++) {
    const a = columns.index[cell]! * stride;
    const y = columns.value[cell]!;
    total += y;
    squares += y * y;
    for (let t = 0; t < stride; t++) sums[t]! += moments[a + t]!;
    for (let k = 0, t = triangle; k < rank; k++, t++) sums[stride + k]! += y * moments[a + t]!;
  }
  const count = columns.start[j + 1]! - columns.start[j]!;
  const psi = noise[j]!;
  for (let t = 0; t < triangle; t++) system[t] = sums[t]!;
  for (let k = 0, at = 0; k < rank; k++, at += k + 1) system[at]! += loadingPenalty * psi;
  for (let k = 0; k < rank; k++) {
    system[triangle + k] = sums[triangle + k]!;
    right[k] = sums[stride + k]!;
  }
  system[triangle + rank] = count + psi / interceptVariance;
  right[rank] = total;
  factor(system, rank + 1);
  substitute(system, right, rank + 1);
  const m = right[rank]!;
  intercepts[j] = m;
  let residual = squares - 2 * m * total + count * m * m;
  for (let k = 0, at = 0; k < rank; k++) {
    const w = right[k]!;
    loadings[j * rank + k] = w;
    residual -= 2 * w * (sums[stride + k]! - m * sums[triangle + k]!);
    for (let l = 0; l < k; l++, at++) residual += 2 * w * right[l]! * sums[at]!;
    residual += w * w * sums[at++]!;
  }
  noise[j] = (Math.max(residual, 0) + noiseShape * noiseScale) / (count + 2 * noiseShape);
}

/**
 * Cholesky in place, the reciprocals of the factor's diagonal in its stead: divisions are what takes time in systems this
 * small. Every system here is a penalty above 0 plus a sum of outer products.
 */
function factor(a: Float64Array, size: number): void {
  for (let k = 0, rowK = 0; k < size; rowK += ++k) {
    let pivot = a[rowK + k]!;
    for (let l = 0, rowL = 0; l < k; rowL += ++l) {
      let value = a[rowK + l]!;
      for (let m = 0; m < l; m++) value -= a[rowK + m]! * a[rowL + m]!;
      value *= a[rowL + l]!;
      a[rowK + l] = value;
      pivot -= value * value;
    }
    a[rowK + k] = 1 / Math.sqrt(pivot);
  }
}

/** x ← A⁻¹x from A's factor. */
function substitute(factored: Float64Array, x: Float64Array, size: number): void {
  for (let k = 0, row = 0; k < size; row += ++k) {
    let value = x[k]!;
    for (let m = 0; m < k; m++) value -= factored[row + m]! * x[m]!;
    x[k] = value * factored[row + k]!;
  }
  for (let k = size - 1; k >= 0; k--) {
    const row = (k * (k + 1)) / 2;
    const value = x[k]! * factored[row + k]!;
    x[k] = value;
    for (let m = 0; m < k; m++) x[m]! -= factored[row + m]! * value;
  }
}

/** A⁻¹ = L⁻ᵀL⁻¹ as a triangle at `into[at…]`; the factor is overwritten by L⁻¹. */
function invert(factored: Float64Array, into: Float64Array, at: number, size: number): void {
  for (let k = 0, rowK = 0; k < size; rowK += ++k) {
    const pivot = factored[rowK + k]!;
    for (let l = 0; l < k; l++) {
      let value = 0;
      for (let m = l, rowM = (l * (l + 1)) / 2; m < k; rowM += ++m) value += factored[rowK + m]! * factored[rowM + l]!;
      factored[rowK + l] = -value * pivot;
    }
  }
  for (let k = 0; k < size; k++) {
    for (let l = 0; l <= k; l++) {
      let value = 0;
      for (let m = k, row = (k * (k + 1)) / 2; m < size; row += ++m) value += factored[row + k]! * factored[row + l]!;
      into[at++] = value;
    }
  }
}
