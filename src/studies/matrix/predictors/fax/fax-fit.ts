import { cholesky } from "../../../../linalg/factor/cholesky.ts";
import { choleskySolveMatrix } from "../../../../linalg/factor/cholesky-solve.ts";
import { leadingEigen } from "../../../../linalg/factor/leading-eigen.ts";
import { symmetricEigen } from "../../../../linalg/factor/symmetric-eigen.ts";
import { columnOf, type Matrix, matrixFromRows, zeros } from "../../../../linalg/matrix.ts";
import { gram, multiply, rowGram } from "../../../../linalg/products/multiply.ts";
import type { CompressedCells } from "../../masked-view.ts";
import type { Covariates } from "./covariates.ts";
import { abilitiesOfRow, type FaxState, loadingsOfColumn } from "./fax-steps.ts";

/**
 * A factor analysis with covariates of one rank r, fitted to n models × p benchmarks in working space:
 * z_i ~ N(prior_i, I_r), y_ij = intercept_j + W_j·z_i + ε, ε ~ N(0, ψ_j). All arrays are flat, row after row, and finite.
 * Given these, the models are independent of each other, and so are a model's scores given its abilities: what one more
 * score would tell, or one less, is a rank-one change of `covariance` (see fax-posterior.ts).
 */
export interface FaxFit {
  readonly rank: number;
  readonly models: number;
  readonly benchmarks: number;
  /** W, p × r. 0 for a benchmark without a visible cell. */
  readonly loadings: Float64Array;
  /** p. */
  readonly intercepts: Float64Array;
  /** ψ, p, above 0. */
  readonly noise: Float64Array;
  /** Posterior means E_i of the abilities, n × r. A model without a visible cell has its prior. */
  readonly abilities: Float64Array;
  /** Posterior covariances S_i, n × r × r. */
  readonly covariance: Float64Array;
  /** What the covariates alone say, Aᵀx_i, n × r. */
  readonly prior: Float64Array;
  /** A, covariates × r. */
  readonly coefficients: Float64Array;
}

/** The standardised visible cells, both ways, and the covariates: what all ranks are fitted to. */
export interface FaxInput {
  readonly rows: CompressedCells;
  readonly columns: CompressedCells;
  readonly covariates: Covariates;
}

export interface FaxOptions {
  /** Default 30. */
  readonly rounds?: number;
  readonly signal?: AbortSignal | undefined;
}

const defaultRounds = 30;
const startNoise = 0.5;
const startScale = 1.5;

/** One fit per rank, by expectation–maximisation from the singular vectors of the zero-filled table. No chance in it. */
export function fitFax(input: FaxInput, ranks: readonly number[], options: FaxOptions = {}): FaxFit[] {
  const start = leadingLoadings(input, Math.max(...ranks));
  const ridge = covariateRidge(input);
  return ranks.map((rank) => fitRank(input, rank, start, ridge, options));
}

function fitRank(
  { rows, columns, covariates }: FaxInput,
  rank: number,
  start: Matrix,
  ridge: Matrix,
  { rounds = defaultRounds, signal }: FaxOptions,
): FaxFit {
  const n = rows.start.length - 1;
  const p = columns.start.length - 1;
  const triangle = (rank * (rank + 1)) / 2;
  const state: FaxState = {
    rank,
    triangle,
    loadings: new Float64Array(p * rank),
    intercepts: new Float64Array(p),
    noise: new Float64Array(p).fill(startNoise),
    evidence: new Float64Array(p * (triangle + rank)),
    prior: new Float64Array(n * rank),
    moments: new Float64Array(n * (triangle + rank)),
    covariance: new Float64Array(n * triangle),
    sums: new Float64Array(triangle + 2 * rank),
    system: new Float64Array(((rank + 1) * (rank + 2)) / 2),
    right: new Float64Array(rank + 1),
  };
  for (let j = 0; j < p; j++)
    for (let k = 0; k < rank; k++) state.loadings[j * rank + k] = start.data[j * start.cols + k]!;
  const coefficients = new Float64Array(covariates.width * rank);
  for (let round = 0; round < rounds; round++) {
    signal?.throwIfAborted();
    expectation(state, rows);
    explainAbilities(state, covariates, ridge, coefficients);
    for (let j = 0; j < p; j++) loadingsOfColumn(state, columns, j);
  }
  expectation(state, rows);
  const { loadings, intercepts, noise, prior } = state;
  const stride = triangle + rank;
  const abilities = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) abilities.set(state.moments.subarray(i * stride + triangle, (i + 1) * stride), i * rank);
  const covariance = unpacked(state.covariance, n, rank);
  return { rank, models: n, benchmarks: p, loadings, intercepts, noise, abilities, covariance, prior, coefficients };
}

/** Abilities given the loadings: one small system a model. */
function expectation(state: FaxState, rows: CompressedCells): void {
  const { rank, triangle, loadings, noise, evidence } = state;
  const stride = triangle + rank;
  for (let j = 0; j < noise.length; j++) {
    const precision = 1 / noise[j]!;
    let at = j * stride;
    for (let k = 0; k < rank; k++) {
      const scaled = precision * loadings[j * rank + k]!;
      for (let l = 0; l <= k; l++) evidence[at++] = scaled * loadings[j * rank + l]!;
    }
    for (let k = 0; k < rank; k++) evidence[at++] = precision * loadings[j * rank + k]!;
  }
  for (let i = 0; i + 1 < rows.start.length; i++) abilitiesOfRow(state, rows, i);
}

/** A from a ridge of the abilities on the covariates, and what it says of each model. */
function explainAbilities(
  state: FaxState,
  { width, values }: Covariates,
  ridge: Matrix,
  coefficients: Float64Array,
): void {
  const { rank, triangle, moments, prior } = state;
  const n = ridge.cols;
  const stride = triangle + rank;
  for (let c = 0; c < width; c++) {
    for (let k = 0; k < rank; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += ridge.data[c * n + i]! * moments[i * stride + triangle + k]!;
      coefficients[c * rank + k] = sum;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < rank; k++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += values[i * width + c]! * coefficients[c * rank + k]!;
      prior[i * rank + k] = sum;
    }
  }
}

/** (XᵀDX + Λ)⁻¹XᵀD, covariates × n, with weights n_i/(n_i + 2): times the abilities it gives the coefficients. */
function covariateRidge({ rows, covariates }: FaxInput): Matrix {
  const { width, values, penalty } = covariates;
  const n = rows.start.length - 1;
  const weighted = zeros(width, n);
  for (let i = 0; i < n; i++) {
    const seen = rows.start[i + 1]! - rows.start[i]!;
    for (let c = 0; c < width; c++) weighted.data[c * n + i] = (values[i * width + c]! * seen) / (seen + 2);
  }
  if (width === 0) return weighted;
  const normal = zeros(width, width);
  for (let c = 0; c < width; c++) {
    for (let d = 0; d <= c; d++) {
      let sum = c === d ? penalty[c]! : 0;
      for (let i = 0; i < n; i++) sum += weighted.data[c * n + i]! * values[i * width + d]!;
      normal.data[c * width + d] = normal.data[d * width + c] = sum;
    }
  }
  return choleskySolveMatrix(cholesky(normal), weighted);
}

/**
 * V·diag(s)/√n·1.5 of the table with its holes at 0, p × rank; columns past what the table has are 0. From the Gram matrix
 * of the shorter side: its leading vectors are as good as those of a full decomposition, and are all that is wanted.
 */
function leadingLoadings({ rows, columns }: FaxInput, rank: number): Matrix {
  const n = rows.start.length - 1;
  const p = columns.start.length - 1;
  const table = zeros(n, p);
  for (let i = 0; i < n; i++) {
    for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++) table.data[i * p + rows.index[at]!] = rows.value[at]!;
  }
  const start = zeros(p, rank);
  const scale = startScale / Math.sqrt(n);
  const tall = n >= p;
  const { values, vectors } = leadingVectors(tall ? gram(table) : rowGram(table), rank);
  const sides = tall ? null : multiply(vectors, table);
  for (let k = 0; k < vectors.rows; k++) {
    const size = Math.sqrt(Math.max(0, values[k]!));
    for (let j = 0; j < p; j++) {
      start.data[j * rank + k] = scale * (sides === null ? size * vectors.data[k * p + j]! : sides.data[k * p + j]!);
    }
  }
  return start;
}

/** As many as there are of the leading `rank` eigenvectors of a symmetric matrix, one a row. */
function leadingVectors(symmetric: Matrix, rank: number): { readonly values: Float64Array; readonly vectors: Matrix } {
  const count = Math.min(rank, symmetric.rows);
  const found = leadingEigen(symmetric.data.slice(), symmetric.rows, () => count);
  if (found !== null) return found;
  const { values, vectors } = symmetricEigen(symmetric);
  const last = values.length - 1;
  const rows = Array.from({ length: count }, (_, k) => columnOf(vectors, last - k));
  return { values: values.toReversed(), vectors: matrixFromRows(rows) };
}

function unpacked(triangles: Float64Array, count: number, rank: number): Float64Array {
  const full = new Float64Array(count * rank * rank);
  for (let i = 0, at = 0; i < count; i++) {
    for (let k = 0; k < rank; k++) {
      for (let l = 0; l <= k; l++, at++) {
        full[(i * rank + k) * rank + l] = full[(i * rank + l) * rank + k] = triangles[at]!;
      }
    }
  }
  return full;
}
