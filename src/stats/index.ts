export * from "./agreement/krippendorff-alpha.ts";
export * from "./agreement/ratings.ts";
export * from "./bootstrap/bootstrap.ts";
export type { BootstrapEstimate, BootstrapMethod, BootstrapOptions } from "./bootstrap/bootstrap-options.ts";
export { bootstrapMean, bootstrapRatio, type StratifiedOptions } from "./bootstrap/bootstrap-ratio.ts";
export * from "./bootstrap/bootstrap-samples.ts";
export * from "./bootstrap/bootstrap-totals.ts";
export type { Label } from "./bootstrap/strata.ts";
export { type PpiEstimate, type PpiOptions, type PpiSample, ppiMean } from "./calibration/ppi-mean.ts";
export * from "./calibration/rogan-gladen.ts";
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
export type { Comparison, TOptions } from "./means/t-comparison.ts";
export { oneSampleT, pairedDifferences, pairedT, pooledT, welch } from "./means/t-tests.ts";
export * from "./multiplicity/adjust-p-values.ts";
export type { PermutationOptions } from "./permutation/p-value.ts";
export * from "./permutation/permutation-test.ts";
export * from "./permutation/sign-flip-test.ts";
export * from "./planning/minimum-detectable-effect.ts";
export * from "./proportions/paired-proportions.ts";
export * from "./proportions/proportion-differences.ts";
export {
  agrestiCoull,
  clopperPearson,
  clusteredWilson,
  jeffreys,
  type ProportionOptions,
  wilson,
} from "./proportions/proportion-intervals.ts";
export * from "./records.ts";
export * from "./special/binomial.ts";
export { incompleteBeta, incompleteBetaComplement, inverseIncompleteBeta } from "./special/incomplete-beta.ts";
export { logBeta, logGamma } from "./special/log-gamma.ts";
export * from "./special/normal-distribution.ts";
export * from "./special/normal-quantile.ts";
export * from "./special/student-t.ts";
