import { chiSquareCdf, chiSquareQuantile, chiSquareSurvival } from "../special/chi-square.ts";
import { fCdf, fQuantile, fSurvival } from "../special/f-distribution.ts";
import { incompleteBeta, inverseIncompleteBeta } from "../special/incomplete-beta.ts";
import { logGamma } from "../special/log-gamma.ts";
import { noncentralTCdf, noncentralTQuantile, noncentralTSurvival } from "../special/noncentral-t.ts";
import { normalCdf, normalLogSurvival } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { studentTCdf, studentTQuantile, studentTSurvival } from "../special/student-t.ts";
import { studentisedRangeCdf, studentisedRangeQuantile } from "../special/studentised-range.ts";
import type { ReferenceFamily } from "./family.conformance.ts";

export const specialFamilies: Record<string, ReferenceFamily> = {
  "sf.norm_cdf": { compute: ({ x }) => ({ v: normalCdf(x), logsf: normalLogSurvival(x) }) },
  "sf.norm_ppf": { compute: ({ p }) => ({ v: normalQuantile(p) }) },
  "sf.t": {
    // cot(π·.0005), and the root of the incomplete beta function to 40 digits
    corrected: { "-636.6192494317854": -1 / Math.tan(Math.PI * 0.0005), "-3.3904913194103012": -3.39049131116423 },
    compute: ({ df }) => ({
      "cdf_-2.1": studentTCdf(-2.1, df),
      "cdf_0.5": studentTCdf(0.5, df),
      "sf_7.5": studentTSurvival(7.5, df),
      "ppf_.975": studentTQuantile(0.975, df),
      "ppf_.9": studentTQuantile(0.9, df),
      "ppf_.0005": studentTQuantile(0.0005, df),
    }),
  },
  "sf.chi2": {
    compute: ({ df }) => ({
      cdf_3: chiSquareCdf(3, df),
      "ppf_.025": chiSquareQuantile(0.025, df),
      "ppf_.975": chiSquareQuantile(0.975, df),
      sf_50: chiSquareSurvival(50, df),
    }),
  },
  "sf.nct": {
    tolerance: 1e-6,
    compute: ({ df, nc }) => ({
      "cdf_2.144787": noncentralTCdf(2.144787, df, nc),
      "sf_2.144787": noncentralTSurvival(2.144787, df, nc),
      "cdf_-2.144787": noncentralTCdf(-2.144787, df, nc),
      "ppf_.5": noncentralTQuantile(0.5, df, nc),
    }),
  },
  "sf.betainc": {
    compute: ({ a, b, x }) => ({ I: incompleteBeta(x, a, b), "inv_.3": inverseIncompleteBeta(0.3, a, b) }),
  },
  "sf.gammaln": { compute: ({ x }) => ({ v: logGamma(x) }) },
  "sf.F": {
    compute: ({ d1, d2 }) => ({
      "cdf_2.2": fCdf(2.2, d1, d2),
      sf_12: fSurvival(12, d1, d2),
      "ppf_.95": fQuantile(0.95, d1, d2),
    }),
  },
  "sf.srange": { tolerance: 1e-5, compute: ({ q, k, df }) => ({ cdf: studentisedRangeCdf(q, k, df) }) },
  "nemenyi.q": {
    tolerance: 1e-5,
    compute: ({ k, alpha }) => ({ q_over_sqrt2: studentisedRangeQuantile(1 - alpha, k, Infinity)! / Math.SQRT2 }),
  },
};
