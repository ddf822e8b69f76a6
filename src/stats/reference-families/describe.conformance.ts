import { mulberry32 } from "../chance/mulberry32.ts";
import { coefficientOfVariation, geometricMean, kurtosis, mean, skewness, variance } from "../describe/moments.ts";
import { mad, median, quantile } from "../describe/quantile.ts";
import { iqm, iqmFloor, trimmedMean } from "../describe/trimmed.ts";
import { standardDeviationInterval } from "../describe/variance-interval.ts";
import { oneSampleT } from "../means/t-tests.ts";
import type { ReferenceFamily } from "./family.conformance.ts";

const limits = (ci: { low: number | null; high: number | null } | null) => [ci?.low ?? null, ci?.high ?? null];

export const describeFamilies: Record<string, ReferenceFamily> = {
  describe: {
    compute: ({ x }, data) => {
      const values = data[x]!;
      const n = values.length;
      const { estimate } = oneSampleT(values);
      const cv = coefficientOfVariation(values)!;
      return {
        n,
        mean: mean(values),
        sd: Math.sqrt(variance(values)!),
        var: variance(values),
        sem: estimate.se,
        median: median(values),
        mad_raw: mad(values),
        q25: quantile(values, 0.25),
        q75: quantile(values, 0.75),
        skew_biased: skewness(values),
        skew_G1: skewness(values, { type: "G1" }),
        kurt_excess_biased: kurtosis(values),
        kurt_G2: kurtosis(values, { type: "G2" }),
        cv,
        cv_unbiased_normal: cv * (1 + 1 / (4 * n)),
        rel_sem: estimate.se! / estimate.value!,
        t_ci95: limits(estimate.ci),
        sd_ci95_chi2: limits(standardDeviationInterval(values).ci),
        "iqm_trim_mean_0.25": iqmFloor(values),
        trimmed10: trimmedMean(values, 0.1),
        gmean: geometricMean(values),
      };
    },
  },
  iqm_fractional: { compute: ({ x }, data) => ({ iqm_fractional: iqm(data[x]!) }) },
  quantile7: {
    compute: ({ x, p }, data) => ({
      type7: quantile(data[x]!, p),
      type8: quantile(data[x]!, p, { type: 8 }),
      type6: quantile(data[x]!, p, { type: 6 }),
    }),
  },
  mulberry32: {
    compute: ({ seed }) => {
      const rng = mulberry32(seed);
      return { first5: Array.from({ length: 5 }, () => rng.float()) };
    },
  },
};
