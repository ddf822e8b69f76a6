import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { finiteCopy, requireProbability, requireSameLength } from "../input-checks.ts";
import type { TestResult } from "../records.ts";
import { chiSquareCdf, chiSquareSurvival } from "../special/chi-square.ts";
import { normalSurvival } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";

/**
 * One p-value from independent ones of the same one-sided question. fisher: −2Σln p, strong when few are tiny. stouffer:
 * Σwz/√Σw², strong when all lean a little. tippett: the smallest. pearson: 2Σln(1−p), strong against any large one. No
 * p-value: `too-few`.
 */
export function combinePValues(
  p: ArrayLike<number>,
  options: { method?: "fisher" | "stouffer" | "tippett" | "pearson"; weights?: ArrayLike<number> } = {},
): TestResult {
  const values = finiteCopy("p", p);
  values.forEach((value, i) => {
    requireProbability(`p[${i}]`, value);
  });
  const method = options.method ?? "fisher";
  const k = values.length;
  const frame = { alternative: "greater", convention: "upper-tail", exact: true, n: k, ties: 0, zeros: 0 } as const;
  if (k === 0) return { ...frame, statistic: null, p: null, method, reason: "too-few" };
  const logs = values.reduce((sum, value) => sum + Math.log(value), 0);
  if (method === "fisher") {
    if (logs === -Infinity) return { ...frame, statistic: null, df: 2 * k, p: 0, method };
    return { ...frame, statistic: -2 * logs, df: 2 * k, p: chiSquareSurvival(-2 * logs, 2 * k), method };
  }
  if (method === "tippett") {
    const least = Math.min(...values);
    return { ...frame, statistic: least, p: -Math.expm1(k * Math.log1p(-least)), method };
  }
  if (method === "pearson") {
    const statistic = 2 * values.reduce((sum, value) => sum + Math.log1p(-value), 0);
    return statistic === -Infinity
      ? { ...frame, statistic: null, df: 2 * k, p: 1, method }
      : { ...frame, statistic, df: 2 * k, p: chiSquareCdf(-statistic, 2 * k), method };
  }
  if (method !== "stouffer") {
    throw new InvalidOptionError("method", method, "p-values combine by fisher, stouffer, tippett or pearson");
  }
  const weights = options.weights === undefined ? new Float64Array(k).fill(1) : finiteCopy("weights", options.weights);
  requireSameLength("p", values, "weights", weights);
  const norm = Math.sqrt(weights.reduce((sum, weight) => sum + weight ** 2, 0));
  const z = values.reduce((sum, value, i) => sum - weights[i]! * normalQuantile(value), 0) / norm;
  if (!Number.isFinite(z)) return { ...frame, statistic: null, p: z > 0 ? 0 : 1, method };
  return { ...frame, statistic: z, p: normalSurvival(z), method };
}
