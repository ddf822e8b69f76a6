/**
 * Intervals, tests, resampling and planning: import from "assay-bench/stats". Agreement of raters, battles, curves and looks
 * on the way have doors of their own ("assay-bench/stats/agreement", "…/paired-comparisons", "…/series", "…/sequential"), so
 * that a page in a browser loads what it uses.
 */
export * from "./aggregates/aggregate-statistics.ts";
export * from "./aggregates/bootstrap-aggregate.ts";
export * from "./aggregates/profile-bands.ts";
export { normaliseScores, type ScoreTable, scoreTable } from "./aggregates/score-table.ts";
export * from "./bootstrap/bootstrap.ts";
export type { BootstrapEstimate, BootstrapMethod, BootstrapOptions } from "./bootstrap/bootstrap-options.ts";
export * from "./bootstrap/bootstrap-order-statistic.ts";
export {
  bootstrapMean,
  bootstrapRatio,
  type StratifiedOptions,
  studentizedBootstrap,
} from "./bootstrap/bootstrap-ratio.ts";
export * from "./bootstrap/bootstrap-samples.ts";
export * from "./bootstrap/bootstrap-totals.ts";
export type { Label } from "./bootstrap/strata.ts";
export * from "./calibration/ppi-clustered.ts";
export * from "./calibration/ppi-cross-fitted.ts";
export { type PpiEstimate, type PpiOptions, type PpiSample, ppiMean } from "./calibration/ppi-mean.ts";
export * from "./calibration/ppi-quantile.ts";
export * from "./calibration/ppi-stratified.ts";
export * from "./calibration/rogan-gladen.ts";
export * from "./chance/mulberry32.ts";
export * from "./chance/numpy-random-state.ts";
export * from "./chance/python-random.ts";
export type { Rng } from "./chance/rng.ts";
export { blockSize, blockStream, rngStream } from "./chance/rng-stream.ts";
export * from "./describe/complete-cases.ts";
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
export {
  mad,
  madToSigma,
  median,
  medianSorted,
  type QuantileOptions,
  type QuantileType,
  quantile,
  quantileSorted,
} from "./describe/quantile.ts";
export * from "./describe/quantile-interval.ts";
export { type RankOptions, ranks, tieCorrection, tieSizes } from "./describe/ranks.ts";
export { dot, sum } from "./describe/sum.ts";
export { iqm, iqmFloor, trimmedMean, trimmedStandardError, winsorizedVariance } from "./describe/trimmed.ts";
export * from "./describe/variance-interval.ts";
export * from "./effects/probability-of-superiority.ts";
export * from "./effects/standardised-difference.ts";
export * from "./hypothesis/brunner-munzel.ts";
export * from "./hypothesis/combine-p-values.ts";
export * from "./hypothesis/correlation.ts";
export * from "./hypothesis/count-tests.ts";
export * from "./hypothesis/hodges-lehmann.ts";
export * from "./hypothesis/kolmogorov-smirnov.ts";
export * from "./hypothesis/mann-whitney.ts";
export * from "./hypothesis/nemenyi.ts";
export * from "./hypothesis/normality.ts";
export * from "./hypothesis/several-groups.ts";
export { shapiroWilk } from "./hypothesis/shapiro-wilk.ts";
export * from "./hypothesis/stochastic-order.ts";
export * from "./hypothesis/wilcoxon.ts";
export type { Comparison, TOptions } from "./means/t-comparison.ts";
export * from "./means/t-tests.ts";
export * from "./means/z-comparison.ts";
export * from "./multiplicity/adjust-p-values.ts";
export * from "./multiplicity/max-t.ts";
export type { PermutationOptions } from "./permutation/p-value.ts";
export * from "./permutation/permutation-test.ts";
export * from "./permutation/sign-flip-test.ts";
export * from "./planning/assurance.ts";
export * from "./planning/minimum-detectable-effect.ts";
export * from "./planning/precision.ts";
export * from "./planning/proportion-power.ts";
export * from "./planning/simulate-power.ts";
export * from "./planning/t-power.ts";
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
export {
  type Alternative,
  type Convention,
  type Estimate,
  type Interval,
  type ReasonCode,
  reasonCodes,
  type TestResult,
} from "./records.ts";
export { type Estimator, type EstimatorId, type EstimatorInput, estimators } from "./registry.ts";
export * from "./special/binomial.ts";
export * from "./special/bivariate-normal.ts";
export * from "./special/chi-square.ts";
export * from "./special/discrete-distributions.ts";
export * from "./special/f-distribution.ts";
export { incompleteBeta, incompleteBetaComplement, inverseIncompleteBeta } from "./special/incomplete-beta.ts";
export { incompleteGamma, incompleteGammaComplement, inverseIncompleteGamma } from "./special/incomplete-gamma.ts";
export * from "./special/kolmogorov.ts";
export { logBeta, logGamma } from "./special/log-gamma.ts";
export * from "./special/noncentral-t.ts";
export * from "./special/normal-distribution.ts";
export * from "./special/normal-quantile.ts";
export * from "./special/student-t.ts";
export * from "./special/studentised-range.ts";
export * from "./variance/missing-bounds.ts";
export * from "./variance/pairing.ts";
export * from "./variance/two-level.ts";
export * from "./verdict/decide.ts";
export * from "./verdict/tost.ts";
