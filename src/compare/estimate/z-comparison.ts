import { normalSurvival } from "../../stats/special/normal-distribution.ts";
import { normalQuantile } from "../../stats/special/normal-quantile.ts";
import type { Finding } from "./finding.ts";

/** Difference, interval and test of two values whose standard error is known. Without one: the difference alone. */
export function zComparison(
  subject: number,
  reference: number,
  se: number | null,
): Pick<Finding, "subject" | "reference" | "delta" | "se" | "intervalAt" | "p" | "convention" | "tests" | "reason"> {
  const delta = subject - reference;
  if (se === null || !(se > 0)) {
    const unknown = { se: null, intervalAt: () => null, p: null, convention: null, tests: [] };
    return { subject, reference, delta, ...unknown, reason: "no-variation" };
  }
  const z = delta / se;
  const p = Math.min(1, 2 * normalSurvival(Math.abs(z)));
  return {
    subject,
    reference,
    delta,
    se,
    intervalAt: (level) => {
      const half = normalQuantile((1 + level) / 2) * se;
      return { low: delta - half, high: delta + half, level, method: "z", sides: "two" };
    },
    p,
    convention: "symmetric",
    tests: [{ name: "z", statistic: z, df: null, p }],
    reason: null,
  };
}
