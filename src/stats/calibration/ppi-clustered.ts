import { LengthMismatchError } from "../../errors/statistics-errors.ts";
import { groupStrata, type Label } from "../bootstrap/strata.ts";
import { meanOf } from "../describe/moments.ts";
import { requireOpenShare, requireProbability } from "../input-checks.ts";
import { studentTQuantile } from "../special/student-t.ts";
import { type PpiEstimate, type PpiSample, ppiLists } from "./ppi-mean.ts";

/** A sample whose units come in clusters, one label per labelled and per unlabelled unit. */
export interface ClusteredPpiSample extends PpiSample {
  labelledClusters: ArrayLike<Label>;
  unlabelledClusters: ArrayLike<Label>;
}

/**
 * PPI++ for a mean over units in clusters: every variance and covariance of a mean is C/(C−1)·Σ_c(Σ_{i∈c} r_i)²/n², on
 * both sides; t with min(C_labelled, C_unlabelled) − 1 degrees of freedom. Under 2 clusters a side: `too-few`.
 */
export function ppiMeanClustered(
  sample: ClusteredPpiSample,
  options: { level?: number; lambda?: number } = {},
): PpiEstimate {
  const { y, f, u } = ppiLists(sample);
  const level = requireOpenShare("level", options.level ?? 0.95);
  checkLabels("labels", y.length, "labelledClusters", sample.labelledClusters.length);
  checkLabels("unlabelled", u.length, "unlabelledClusters", sample.unlabelledClusters.length);
  const labelled = groupStrata(y.length, sample.labelledClusters);
  const unlabelled = groupStrata(u.length, sample.unlabelledClusters);
  const fewest = Math.min(labelled.labels.length, unlabelled.labels.length);
  const n = labelled.labels.length;
  if (y.length === 0 || u.length === 0 || fewest < 2) {
    const method = "PPI++ clustered";
    return { value: null, se: null, ci: null, method, n, reason: "too-few", notes: [], lambda: null };
  }
  const [yc, fc, uc] = [centred(y), centred(f), centred(u)];
  const shared = clusterCovariance(yc, fc, labelled);
  const spread = clusterCovariance(fc, fc, labelled) + clusterCovariance(uc, uc, unlabelled);
  const best = spread > 0 ? Math.min(1, Math.max(0, shared / spread)) : 0;
  const lambda = options.lambda === undefined ? best : requireProbability("lambda", options.lambda);
  const residual = yc.map((value, i) => value - lambda * fc[i]!);
  const value = lambda * meanOf(u) + meanOf(y.map((label, i) => label - lambda * f[i]!));
  const variance =
    lambda ** 2 * clusterCovariance(uc, uc, unlabelled) + clusterCovariance(residual, residual, labelled);
  const base = { value, method: "PPI++ clustered", n, lambda, notes: [] };
  if (!(variance > 0)) return { ...base, se: null, ci: null, reason: "no-variation" };
  const se = Math.sqrt(variance);
  const half = studentTQuantile((1 + level) / 2, fewest - 1) * se;
  return { ...base, se, ci: { low: value - half, high: value + half, level, method: "clustered t", sides: "two" } };
}

/** Covariance of two means from residuals summed inside clusters. */
function clusterCovariance(
  a: Float64Array,
  b: Float64Array,
  groups: { order: Int32Array; starts: Int32Array },
): number {
  const count = groups.starts.length - 1;
  let total = 0;
  for (let c = 0; c < count; c++) {
    let [sumA, sumB] = [0, 0];
    for (const i of groups.order.subarray(groups.starts[c]!, groups.starts[c + 1]!)) {
      sumA += a[i]!;
      sumB += b[i]!;
    }
    total += sumA * sumB;
  }
  return ((count / (count - 1)) * total) / a.length ** 2;
}

function centred(x: Float64Array): Float64Array {
  const centre = meanOf(x);
  return x.map((value) => value - centre);
}

function checkLabels(first: string, count: number, second: string, labels: number): void {
  if (count !== labels) throw new LengthMismatchError(first, count, second, labels);
}
