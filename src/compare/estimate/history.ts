import { mean, standardDeviation } from "../../stats/describe/moments.ts";
import { tailProbability, tInterval } from "../../stats/means/t-comparison.ts";
import { emptyFinding, type Finding, recordOf } from "./finding.ts";

/** One value against a history: would the history have produced it? Prediction interval, s√(1 + 1/n) and t. */
export function againstHistory(subject: readonly number[], reference: readonly number[]): Finding {
  const history = subject.length === 1 ? reference : subject;
  const [value, centre] = [mean(subject)!, mean(reference)!];
  const n = history.length;
  const spread = standardDeviation(history)!;
  const frame = {
    ...emptyFinding,
    subject: value,
    reference: centre,
    delta: value - centre,
    method: "prediction interval; t",
    units: { name: "values" as const, n },
  };
  if (!(spread > 0)) return { ...frame, reason: "no-variation" };
  const se = spread * Math.sqrt(1 + 1 / n);
  const t = (value - centre) / se;
  const p = tailProbability(t, n - 1, "two-sided");
  return {
    ...frame,
    se,
    df: n - 1,
    intervalAt: (level) => recordOf(tInterval(value - centre, se, n - 1, level, "two-sided", "prediction")),
    p,
    convention: "symmetric",
    tests: [{ name: "prediction t", statistic: t, df: n - 1, p }],
    notes: [`One value against ${n}: it says whether this value is unusual, not that the next one will be.`],
  };
}
