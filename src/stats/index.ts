export * from "./bootstrap/bootstrap.ts";
export type { BootstrapEstimate, BootstrapMethod, BootstrapOptions } from "./bootstrap/bootstrap-options.ts";
export { bootstrapMean, bootstrapRatio, type StratifiedOptions } from "./bootstrap/bootstrap-ratio.ts";
export * from "./bootstrap/bootstrap-samples.ts";
export * from "./bootstrap/bootstrap-totals.ts";
export * from "./chance/mulberry32.ts";
export type { Rng } from "./chance/rng.ts";
export { blockSize, blockStream, rngStream } from "./chance/rng-stream.ts";
export {
  coefficientOfVariation,
  covariance,
  geometricMean,
  kurtosis,
  mean,
  populationVariance,
  skewness,
  standardDeviation,
  standardError,
  variance,
  weightedMean,
} from "./describe/moments.ts";
export * from "./describe/quantile.ts";
export { type RankOptions, ranks, tieCorrection, tieSizes } from "./describe/ranks.ts";
export { dot, sum } from "./describe/sum.ts";
export * from "./records.ts";
export { incompleteBeta, incompleteBetaComplement, inverseIncompleteBeta } from "./special/incomplete-beta.ts";
export { logBeta, logGamma } from "./special/log-gamma.ts";
export * from "./special/normal-distribution.ts";
export * from "./special/normal-quantile.ts";
export * from "./special/student-t.ts";
