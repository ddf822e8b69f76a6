import type { Matrix } from "../../../../linalg/matrix.ts";
import type { CompressedCells } from "../../masked-view.ts";
import { type CovariateRegression, covariateRegression, explainAbilities } from "./covariate-regression.ts";
import type { Covariates } from "./covariates.ts";
import { abilitiesOfRow, type FaxState, loadingsOfColumn } from "./fax-steps.ts";
import { leadingLoadings } from "./leading-loadings.ts";

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

/** One fit per rank, by expectation–maximisation from the singular vectors of the zero-filled table. No chance in it. */
export function fitFax(input: FaxInput, ranks: readonly number[], options: FaxOptions = {}): FaxFit[] {
  const start = leadingLoadings(input.rows, input.columns.start.length - 1, Math.max(...ranks));
  const regression = covariateRegression(input.rows, input.covariates);
  return ranks.map((rank) => fitRank(input, rank, start, regression, options));
}

function fitRank(
  { rows, columns, covariates }: FaxInput,
  rank: number,
  start: Matrix,
  regression: CovariateRegression,
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
    cross: new Float64Array(covariates.width * rank),
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
    explainAbilities(state, regression, coefficients);
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
