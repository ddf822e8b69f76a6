import { normalCdf, normalDensity } from "../../../stats/special/normal-distribution.ts";
import { normalQuantile } from "../../../stats/special/normal-quantile.ts";
import { quantileTransform } from "./quantile-transform.ts";

/** A strictly rising map of one benchmark's scores onto a scale on which a linear model makes sense. */
export interface Transform {
  readonly id: TransformId;
  forward(score: number): number;
  inverse(value: number): number;
  /** d score / d value at a transformed value: how many of the benchmark's points one unit there is worth. */
  slope(value: number): number;
}

export const transformIds = [
  "identity",
  "logit",
  "probit",
  "asinh",
  "log1p",
  "sqrt",
  "quantile",
  "zscore",
  "minmax",
] as const;
export type TransformId = (typeof transformIds)[number];

/** Shares are kept half a point off 0 and 100 before a logit or probit, which have no value there. */
const edge = 0.5;
const asinhUnit = 50;

/**
 * The transform of that name for a column. `zscore`, `minmax` and `quantile` learn from `visible`, the scores that may be
 * seen; the others do not look at it. `logit` and `probit` read percentages; `unit` is what one is multiplied by first
 * (100 for a column of shares in 0–1). `log1p` and `sqrt` are odd: they take the size and keep the sign.
 */
export function transformOf(id: TransformId, visible: readonly number[], unit = 1): Transform {
  switch (id) {
    case "identity":
      return { id, forward: same, inverse: same, slope: () => 1 };
    case "logit":
      return {
        id,
        forward: (score) => logOdds(share(score * unit)),
        inverse: (value) => 100 / unit / (1 + Math.exp(-value)),
        slope: (value) => 100 / unit / (2 + Math.exp(value) + Math.exp(-value)),
      };
    case "probit":
      return {
        id,
        forward: (score) => normalQuantile(share(score * unit)),
        inverse: (value) => (100 / unit) * normalCdf(value),
        slope: (value) => (100 / unit) * normalDensity(value),
      };
    case "asinh":
      return {
        id,
        forward: (score) => Math.asinh(score / asinhUnit),
        inverse: (value) => asinhUnit * Math.sinh(value),
        slope: (value) => asinhUnit * Math.cosh(value),
      };
    case "log1p":
      return {
        id,
        forward: (score) => Math.sign(score) * Math.log1p(Math.abs(score)),
        inverse: (value) => Math.sign(value) * Math.expm1(Math.abs(value)),
        slope: (value) => Math.exp(Math.abs(value)),
      };
    case "sqrt":
      return {
        id,
        forward: (score) => Math.sign(score) * Math.sqrt(Math.abs(score)),
        inverse: (value) => value * Math.abs(value),
        slope: (value) => 2 * Math.abs(value),
      };
    case "quantile":
      return { id, ...quantileTransform(visible) };
    case "zscore": {
      const mean = visible.reduce((sum, score) => sum + score, 0) / Math.max(1, visible.length);
      const variance = visible.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, visible.length);
      return affine(id, mean, Math.sqrt(variance));
    }
    case "minmax": {
      const low = visible.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY);
      const high = visible.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
      return visible.length === 0 ? affine(id, 0, 1) : affine(id, low, high - low);
    }
  }
}

function affine(id: TransformId, centre: number, width: number): Transform {
  const scale = width > 1e-8 ? width : 1;
  return {
    id,
    forward: (score) => (score - centre) / scale,
    inverse: (value) => value * scale + centre,
    slope: () => scale,
  };
}

function share(percent: number): number {
  return Math.min(100 - edge, Math.max(edge, percent)) / 100;
}

function logOdds(p: number): number {
  return Math.log(p / (1 - p));
}

function same(value: number): number {
  return value;
}
