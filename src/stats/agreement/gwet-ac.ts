import { requireOpenShare } from "../input-checks.ts";
import type { Estimate } from "../records.ts";
import { studentTQuantile } from "../special/student-t.ts";
import { type AgreementWeights, agreementWeights } from "./agreement-weights.ts";
import { codeRatings, type RatingTable } from "./ratings.ts";

/**
 * Gwet's AC1 (unweighted) or AC2 of any number of raters with gaps: chance agreement p_e = T_w/(q(q−1))·Σπ(1−π), which
 * does not fall to pieces when one category dominates, as κ does. Categories are declared. Standard error over units
 * (Gwet 2014), t with n − 1. No unit with two ratings: `too-few`; one category declared: `not-identified`.
 */
export function gwetAc(
  table: RatingTable,
  options: { categories: readonly (number | string)[]; weights?: AgreementWeights; level?: number },
): Estimate {
  const level = requireOpenShare("level", options.level ?? 0.95);
  const q = options.categories.length;
  const { units } = codeRatings(table, options.categories);
  const rated = units.map((unit) => unit.filter((code) => code >= 0)).filter((unit) => unit.length > 0);
  const paired = rated.filter((unit) => unit.length > 1);
  const plain = options.weights === undefined || options.weights === "unweighted";
  const method = plain ? "Gwet AC1" : "Gwet AC2";
  const n = rated.length;
  const base = { method, n, notes: [] };
  if (paired.length === 0) return { ...base, value: null, se: null, ci: null, reason: "too-few" };
  if (q < 2) return { ...base, value: null, se: null, ci: null, reason: "not-identified" };
  const weights = agreementWeights(options.weights ?? "unweighted", q);
  const totalWeight = weights.reduce((sum, row) => sum + row.reduce((part, weight) => part + weight, 0), 0);
  const shares = rated.map((unit) => countsOf(unit, q).map((count) => count / unit.length));
  const pi = Float64Array.from({ length: q }, (_, k) => shares.reduce((sum, share) => sum + share[k]!, 0) / n);
  const scale = totalWeight / (q * (q - 1));
  const expected = scale * pi.reduce((sum, share) => sum + share * (1 - share), 0);
  const agreement = rated.map((unit) => {
    if (unit.length < 2) return 0;
    const counts = countsOf(unit, q);
    let sum = 0;
    counts.forEach((count, k) => {
      const weighted = weights[k]!.reduce((part, weight, l) => part + weight * counts[l]!, 0);
      sum += count * (weighted - 1);
    });
    return sum / (unit.length * (unit.length - 1));
  });
  const observed = agreement.reduce((sum, share) => sum + share, 0) / paired.length;
  const value = (observed - expected) / (1 - expected);
  const parts = agreement.map((share, i) => {
    const own = ((n / paired.length) * (rated[i]!.length > 1 ? share - expected : 0)) / (1 - expected);
    const chance = scale * pi.reduce((sum, common, k) => sum + shares[i]![k]! * (1 - common), 0);
    return own - (2 * (1 - value) * (chance - expected)) / (1 - expected);
  });
  const variance = parts.reduce((sum, part) => sum + (part - value) ** 2, 0) / (n * (n - 1));
  if (n < 2) return { ...base, value, se: null, ci: null, reason: "too-few" };
  if (!(variance > 1e-24)) return { ...base, value, se: null, ci: null, reason: "no-variation" };
  const se = Math.sqrt(variance);
  const half = studentTQuantile((1 + level) / 2, n - 1) * se;
  const ci = {
    low: Math.max(-1, value - half),
    high: Math.min(1, value + half),
    level,
    method: "t over units",
    sides: "two" as const,
  };
  return { ...base, value, se, ci };
}

function countsOf(unit: Int32Array, q: number): Float64Array {
  const counts = new Float64Array(q);
  for (const code of unit) counts[code]!++;
  return counts;
}
