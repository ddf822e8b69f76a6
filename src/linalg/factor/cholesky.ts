import { NotPositiveDefiniteError, NotSymmetricError } from "../../errors/linear-algebra-errors.ts";
import { type Matrix, requireNonNegative, requireSquare, zeros } from "../matrix.ts";
import { accumulateProduct } from "../products/accumulate-product.ts";
import { maxNorm } from "../products/norms.ts";

/** A + jitter·I = L·Lᵀ. */
export interface CholeskyFactor {
  /** Lower triangular, diagonal > 0, zeros above it. */
  readonly lower: Matrix;
  /** What was added to the diagonal, as asked; 0 unless asked. */
  readonly jitter: number;
}

const block = 48;

/**
 * Cholesky factor of a symmetric positive definite matrix. Blocked, right-looking. `jitter` (default 0, in the unit of
 * A) is added to the diagonal first and handed back; nothing is ever added silently.
 * Throws NotPositiveDefiniteError with index and value of the first pivot that is not above 0, NotSymmetricError when
 * |aᵢⱼ − aⱼᵢ| > 1e-12·max|A|.
 */
export function cholesky(a: Matrix, options: { readonly jitter?: number } = {}): CholeskyFactor {
  requireSquare("cholesky", a);
  requireSymmetric(a);
  const jitter = requireNonNegative("jitter", options.jitter ?? 0);
  const n = a.rows;
  const lower = zeros(n, n);
  const l = lower.data;
  for (let i = 0; i < n; i++) {
    l.set(a.data.subarray(i * n, i * n + i + 1), i * n);
    l[i * n + i]! += jitter;
  }
  for (let start = 0; start < n; start += block) {
    const end = Math.min(n, start + block);
    factorDiagonalBlock(l, n, start, end);
    solvePanel(l, n, start, end);
    if (end === n) break;
    const panel = { data: l, offset: end * n + start, step: n, depthStep: 1 };
    const shape = { rows: n - end, cols: n - end, depth: end - start, lowerOnly: true, sign: -1 } as const;
    accumulateProduct({ data: l, offset: end * n + end, stride: n }, panel, panel, shape);
  }
  for (let i = 0; i < n; i++) l.fill(0, i * n + i + 1, (i + 1) * n);
  return { lower, jitter };
}

/** Throws NotSymmetricError when |aᵢⱼ − aⱼᵢ| > 1e-12·max|A|. */
export function requireSymmetric(a: Matrix): void {
  const n = a.rows;
  const tolerance = 1e-12 * maxNorm(a);
  for (let i0 = 0; i0 < n; i0 += block) {
    for (let j0 = 0; j0 <= i0; j0 += block) {
      for (let i = i0; i < Math.min(n, i0 + block); i++) {
        for (let j = j0; j < Math.min(i, j0 + block); j++) {
          const difference = Math.abs(a.data[i * n + j]! - a.data[j * n + i]!);
          if (difference > tolerance) throw new NotSymmetricError(i, j, difference);
        }
      }
    }
  }
}

function factorDiagonalBlock(l: Float64Array, n: number, start: number, end: number): void {
  for (let j = start; j < end; j++) {
    let pivot = l[j * n + j]!;
    for (let k = start; k < j; k++) pivot -= l[j * n + k]! * l[j * n + k]!;
    if (!(pivot > 0) || pivot === Number.POSITIVE_INFINITY) throw new NotPositiveDefiniteError(j, pivot);
    const diagonal = Math.sqrt(pivot);
    l[j * n + j] = diagonal;
    solveColumn(l, n, start, j, j + 1, end);
  }
}

/** Rows under the diagonal block: L₂₁ = A₂₁·L₁₁⁻ᵀ, in strips of four rows that stay in cache. */
function solvePanel(l: Float64Array, n: number, start: number, end: number): void {
  for (let i = end; i < n; i += 4) {
    for (let j = start; j < end; j++) solveColumn(l, n, start, j, i, Math.min(n, i + 4));
  }
}

/** Entries (from…to − 1, j) of L, once columns start…j − 1 are there; four rows at a time, so that no sum waits. */
function solveColumn(l: Float64Array, n: number, start: number, j: number, from: number, to: number): void {
  const row = j * n;
  const diagonal = l[row + j]!;
  let i = from;
  for (; i + 3 < to; i += 4) {
    const p = i * n;
    const q = p + n;
    const r = q + n;
    const s = r + n;
    let v0 = l[p + j]!;
    let v1 = l[q + j]!;
    let v2 = l[r + j]!;
    let v3 = l[s + j]!;
    for (let k = start; k < j; k++) {
      const factor = l[row + k]!;
      v0 -= l[p + k]! * factor;
      v1 -= l[q + k]! * factor;
      v2 -= l[r + k]! * factor;
      v3 -= l[s + k]! * factor;
    }
    l[p + j] = v0 / diagonal;
    l[q + j] = v1 / diagonal;
    l[r + j] = v2 / diagonal;
    l[s + j] = v3 / diagonal;
  }
  for (; i < to; i++) {
    let value = l[i * n + j]!;
    for (let k = start; k < j; k++) value -= l[i * n + k]! * l[row + k]!;
    l[i * n + j] = value / diagonal;
  }
}
