import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { bootstrapSamples } from "../bootstrap/bootstrap-samples.ts";
import type { Rng } from "../chance/rng.ts";
import { meanOf, varianceOf } from "../describe/moments.ts";
import { finiteCopy, requireOpenShare, requireProbability, requireSameLength } from "../input-checks.ts";
import type { Estimate } from "../records.ts";
import { normalQuantile } from "../special/normal-quantile.ts";

/** What people said of a few units, what the machine said of the same ones, and what it said of all the others. */
export interface PpiSample {
  labels: ArrayLike<number>;
  predictions: ArrayLike<number>;
  unlabelled: ArrayLike<number>;
}

export interface PpiOptions {
  level?: number;
  /** Weight of the machine in [0,1]. Default: the one with the smallest variance. 0: labels alone. 1: plain PPI. */
  lambda?: number;
  /** Inverse probabilities with which the labelled units were sampled, in any unit. Default: all alike. */
  weights?: ArrayLike<number>;
  /** For the bootstrap that a sample of fewer than 50 labelled units gets. */
  rng?: Rng;
  resamples?: number;
  /** "auto" (default): bootstrap below 50 labelled units when there is an `rng`, else normal. */
  method?: "auto" | "normal" | "bootstrap";
}

export interface PpiEstimate extends Estimate {
  lambda: number | null;
}

/**
 * PPI++ for a mean: θ = λ·mean(F_u) + mean(Y − λF), in the unit of the labels, where Y are the labels, F the predictions
 * beside them and F_u the other predictions. Unbiased whatever the predictions are worth, as long as the labelled units
 * are a random sample; λ̂ = cov(Y,F)/((1+n/N)·var(F)) clipped to [0,1] keeps it from being worse than the labels alone.
 * Under 2 labels or no predictions: `too-few`. Angelopoulos, Duchi and Zrnic 2023.
 */
export function ppiMean(sample: PpiSample, options: PpiOptions = {}): PpiEstimate {
  const { y, f, u } = ppiLists(sample);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const n = y.length;
  if (n < 2 || u.length < 2) {
    return { value: null, se: null, ci: null, method: "PPI++", n, reason: "too-few", notes: [], lambda: null };
  }
  const w = shares(n, options.weights);
  const lambda = options.lambda === undefined ? bestLambda(y, f, u, w) : requireProbability("lambda", options.lambda);
  const { value, variance } = rectified(y, f, u, w, lambda);
  const method = lambda === 0 ? "labels alone" : options.lambda === 1 ? "PPI" : "PPI++";
  const base = { value, se: variance > 0 ? Math.sqrt(variance) : null, method, n, lambda };
  if (!(variance > 0)) return { ...base, ci: null, reason: "no-variation", notes: [] };
  const wanted = options.method ?? (n < 50 && options.rng ? "bootstrap" : "normal");
  if (wanted === "bootstrap") return { ...base, ...bootstrapped(y, f, u, w, options) };
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  const ci = { low: value - half, high: value + half, level, method, sides: "two" as const };
  return { ...base, ci, notes: n < 50 ? ["fewer than 50 labelled units: the bootstrap would be better"] : [] };
}

/** The three lists, checked. */
export function ppiLists(sample: PpiSample): { y: Float64Array; f: Float64Array; u: Float64Array } {
  requireSameLength("labels", sample.labels, "predictions", sample.predictions);
  return {
    y: finiteCopy("labels", sample.labels),
    f: finiteCopy("predictions", sample.predictions),
    u: finiteCopy("unlabelled", sample.unlabelled),
  };
}

/** Weights that sum to 1. */
function shares(n: number, weights?: ArrayLike<number>): Float64Array {
  if (weights === undefined) return new Float64Array(n).fill(1 / n);
  requireSameLength("labels", { length: n }, "weights", weights);
  const w = finiteCopy("weights", weights);
  const total = w.reduce((sum, weight) => sum + weight, 0);
  w.forEach((weight, i) => {
    if (weight <= 0) throw new InvalidOptionError(`weights[${i}]`, weight, "an inverse probability is above 0");
  });
  return w.map((weight) => weight / total);
}

/** λ̂, with the covariance weighted as the labelled mean is. 0 where the predictions do not vary. */
function bestLambda(y: Float64Array, f: Float64Array, u: Float64Array, w: Float64Array): number {
  const n = y.length;
  const centreY = y.reduce((sum, value, i) => sum + w[i]! * value, 0);
  const centreF = f.reduce((sum, value, i) => sum + w[i]! * value, 0);
  const cross = y.reduce((sum, value, i) => sum + w[i]! * (value - centreY) * (f[i]! - centreF), 0);
  const spread = varianceOf(Float64Array.from([...f, ...u]));
  if (spread === 0) return 0;
  return Math.min(1, Math.max(0, ((n / (n - 1)) * cross) / ((1 + n / u.length) * spread)));
}

function rectified(
  y: Float64Array,
  f: Float64Array,
  u: Float64Array,
  w: Float64Array,
  lambda: number,
): { value: number; variance: number } {
  const n = y.length;
  const residual = y.map((value, i) => value - lambda * f[i]!);
  const centre = residual.reduce((sum, value, i) => sum + w[i]! * value, 0);
  const squares = residual.reduce((sum, value, i) => sum + (w[i]! * (value - centre)) ** 2, 0);
  const variance = (lambda ** 2 * varianceOf(u)) / u.length + (n / (n - 1)) * squares;
  return { value: lambda * meanOf(u) + centre, variance };
}

/** Both parts resampled, λ estimated anew on each resample unless it was given. */
function bootstrapped(
  y: Float64Array,
  f: Float64Array,
  u: Float64Array,
  w: Float64Array,
  options: PpiOptions,
): Pick<PpiEstimate, "ci" | "notes" | "reason"> {
  if (options.rng === undefined)
    throw new InvalidOptionError("rng", undefined, "the bootstrap needs a source of chance");
  const rows = Float64Array.from(y.keys());
  const statistic = (drawn: Float64Array | undefined, others: Float64Array | undefined) => {
    const pick = (list: Float64Array) => Float64Array.from(drawn!, (row) => list[row]!);
    const weights = pick(w);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const [ys, fs, ws] = [pick(y), pick(f), weights.map((weight) => weight / total)];
    return rectified(ys, fs, others!, ws, options.lambda ?? bestLambda(ys, fs, others!, ws)).value;
  };
  const estimate = bootstrapSamples([rows, u], statistic, {
    rng: options.rng,
    level: options.level ?? 0.95,
    method: "bca",
    resamples: options.resamples ?? 10_000,
  });
  const { ci, notes, reason } = estimate;
  return { ci, notes, ...(reason === undefined ? {} : { reason }) };
}
