/** Written by benchmarks/calibration/run.ts: coverage of the nominal 95 % percentile interval of a mean of n values. */
export const percentileCoverage: readonly { n: number; normal: number; lognormal: number }[] = [
  { n: 5, normal: 0.849, lognormal: 0.731 },
  { n: 10, normal: 0.897, lognormal: 0.786 },
  { n: 15, normal: 0.924, lognormal: 0.837 },
  { n: 30, normal: 0.93, lognormal: 0.882 },
  { n: 50, normal: 0.941, lognormal: 0.893 },
  { n: 100, normal: 0.944, lognormal: 0.915 },
];
