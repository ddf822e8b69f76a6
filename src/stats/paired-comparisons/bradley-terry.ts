import { cholesky } from "../../linalg/factor/cholesky.ts";
import { choleskyInverse, choleskySolve } from "../../linalg/factor/cholesky-solve.ts";
import { type Matrix, zeros } from "../../linalg/matrix.ts";
import { multiply } from "../../linalg/products/multiply.ts";
import { groupStrata } from "../bootstrap/strata.ts";
import { requireNonNegative } from "../input-checks.ts";
import type { ReasonCode } from "../records.ts";
import { connectedComponents, isStronglyConnected, type PairTable } from "./battles.ts";

export interface BradleyTerryFit {
  /** Log strengths that sum to 0; P(i beats j) = 1/(1 + e^(θ_j−θ_i)). `null` where there is no solution. */
  theta: Float64Array | null;
  /** players × players, for differences: robust H⁻¹GH⁻¹. */
  covariance: Matrix | null;
  /** (H + 11ᵀ/players)⁻¹, what influences are measured with. */
  inverseInformation: Matrix | null;
  /** Groups that met; more than one means `disconnected`. */
  components: number[][];
  iterations: number;
  ridge: number;
  reason?: ReasonCode;
}

/**
 * Bradley–Terry strengths by Newton's method, Σθ = 0. Ties count half. The covariance is robust: G = Σ(y − p)² per battle,
 * or summed inside clusters first, so that it holds when votes are not independent draws of the model. Battles that do not
 * connect all players: `disconnected` with the components; a group that only won or only lost: `separated`, unless a
 * `ridge` (of ½·ridge·Σθ²) is stated. Bradley and Terry 1952.
 */
export function bradleyTerry(table: PairTable, options: { ridge?: number } = {}): BradleyTerryFit {
  const ridge = requireNonNegative("ridge", options.ridge ?? 0);
  const components = connectedComponents(table);
  const failed = (reason: ReasonCode, iterations = 0): BradleyTerryFit => {
    return { theta: null, covariance: null, inverseInformation: null, components, iterations, ridge, reason };
  };
  if (components.length > 1) return failed("disconnected");
  if (ridge === 0 && !isStronglyConnected(table)) return failed("separated");
  const m = table.players;
  const theta = new Float64Array(m);
  const total = table.w.reduce((sum, weight) => sum + weight, 0);
  const close = Math.max(1e-9, 1e-14 * total);
  for (let iteration = 1; iteration <= 50; iteration++) {
    const { gradient, information } = derivatives(table, theta, ridge);
    if (gradient.every((slope) => Math.abs(slope) < close)) {
      const inverse = choleskyInverse(cholesky(information));
      const covariance = multiply(multiply(inverse, scoreCovariance(table, theta)), inverse);
      return { theta, covariance, inverseInformation: inverse, components, iterations: iteration, ridge };
    }
    const step = choleskySolve(cholesky(information), gradient);
    const longest = step.reduce((most, change) => Math.max(most, Math.abs(change)), 0);
    const damping = longest > 5 ? 5 / longest : 1;
    for (let p = 0; p < m; p++) theta[p]! += damping * step[p]!;
    const centre = theta.reduce((sum, value) => sum + value, 0) / m;
    for (let p = 0; p < m; p++) theta[p]! -= centre;
  }
  return failed("not-converged", 50);
}

/** P(i beats j). */
export function winProbability(theta: ArrayLike<number>, i: number, j: number): number {
  return 1 / (1 + Math.exp(theta[j]! - theta[i]!));
}

/** The gradient, and H + 11ᵀ/m (+ ridge): the pinned direction never moves. */
function derivatives(table: PairTable, theta: Float64Array, ridge: number) {
  const m = table.players;
  const gradient = theta.map((value) => -ridge * value);
  const information = zeros(m, m);
  const h = information.data;
  h.fill(1 / m);
  for (let p = 0; p < m; p++) h[p * m + p]! += ridge;
  for (let pair = 0; pair < table.w.length; pair++) {
    const [i, j] = [table.i[pair]!, table.j[pair]!];
    const p = winProbability(theta, i, j);
    const excess = table.wy[pair]! - table.w[pair]! * p;
    gradient[i]! += excess;
    gradient[j]! -= excess;
    const curvature = table.w[pair]! * p * (1 - p);
    h[i * m + i]! += curvature;
    h[j * m + j]! += curvature;
    h[i * m + j]! -= curvature;
    h[j * m + i]! -= curvature;
  }
  return { gradient, information };
}

/** G: squared scores per battle, or of cluster sums with the factor C/(C−1). */
function scoreCovariance(table: PairTable, theta: Float64Array): Matrix {
  const m = table.players;
  const result = zeros(m, m);
  const g = result.data;
  const { battles } = table;
  if (battles.cluster === undefined) {
    for (let pair = 0; pair < table.w.length; pair++) {
      const [i, j] = [table.i[pair]!, table.j[pair]!];
      const p = winProbability(theta, i, j);
      const square = table.wwyy[pair]! - 2 * p * table.wwy[pair]! + p * p * table.ww[pair]!;
      g[i * m + i]! += square;
      g[j * m + j]! += square;
      g[i * m + j]! -= square;
      g[j * m + i]! -= square;
    }
    return result;
  }
  const groups = groupStrata(table.pairOf.length, battles.cluster);
  const count = groups.labels.length;
  for (let c = 0; c < count; c++) {
    const scores = new Map<number, number>();
    for (const b of groups.order.subarray(groups.starts[c]!, groups.starts[c + 1]!)) {
      const pair = table.pairOf[b]!;
      const [i, j] = [table.i[pair]!, table.j[pair]!];
      const y = battles.first[b] === i ? battles.score[b]! : 1 - battles.score[b]!;
      const score = (battles.weight?.[b] ?? 1) * (y - winProbability(theta, i, j));
      scores.set(i, (scores.get(i) ?? 0) + score);
      scores.set(j, (scores.get(j) ?? 0) - score);
    }
    for (const [p, a] of scores) for (const [q, b] of scores) g[p * m + q]! += a * b;
  }
  const factor = count > 1 ? count / (count - 1) : 1;
  for (let k = 0; k < g.length; k++) g[k]! *= factor;
  return result;
}
