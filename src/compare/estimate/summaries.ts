import { twoProportionZ } from "../../stats/hypothesis/count-tests.ts";
import { miettinenNurminen, newcombe } from "../../stats/proportions/proportion-differences.ts";
import type { Fit } from "../side.ts";
import { decidingTest, type EstimateOptions, emptyFinding, type Finding, figuresOf, recordOf } from "./finding.ts";
import { unfitting } from "./interval-method.ts";
import { zComparison } from "./z-comparison.ts";

/** Two players of one Bradley–Terry fit: the contrast with its covariance. */
export function contrast(subject: Fit, reference: Fit): Finding {
  const [a, b] = [subject.player, reference.player];
  const of = (i: number, j: number) => subject.covariance[i]![j]!;
  const variance = of(a, a) + of(b, b) - 2 * of(a, b);
  return {
    ...emptyFinding,
    ...zComparison(subject.values[a]!, reference.values[b]!, variance > 0 ? Math.sqrt(variance) : null),
    method: "Bradley-Terry contrast; z",
    units: { name: "values", n: subject.values.length },
  };
}

/** Two proportions of which only the totals are known, or whose items do not pair. */
export function independentShares(
  subject: { readonly successes: number; readonly n: number },
  reference: { readonly successes: number; readonly n: number },
  options: EstimateOptions,
): Finding {
  const method = options.ci ?? "newcombe";
  if (method !== "newcombe" && method !== "miettinen-nurminen")
    throw unfitting(method, ["newcombe", "miettinen-nurminen"]);
  const of = (name: string, level: number) =>
    (name === "newcombe" ? newcombe : miettinenNurminen)(
      ...([subject.successes, subject.n, reference.successes, reference.n] as const),
      { level },
    );
  const { value, se } = of(method, options.level);
  const test = twoProportionZ(subject.successes, subject.n, reference.successes, reference.n);
  const other = method === "newcombe" ? "miettinen-nurminen" : "newcombe";
  return {
    ...emptyFinding,
    subject: subject.successes / subject.n,
    reference: reference.successes / reference.n,
    delta: value,
    se,
    intervalAt: (level) => recordOf(of(method, level).ci),
    second: recordOf(of(other, options.level).ci),
    ...decidingTest(test, 0),
    method: `${method === "newcombe" ? "Newcombe" : "Miettinen-Nurminen"}; ${test.method}`,
    units: { name: "trials", n: subject.n },
    tests: [figuresOf(test.method, test)],
    notes: [
      "With per-item results the sides could be paired; at a correlation of .5 over items that is worth twice the sample.",
    ],
    reason: test.reason ?? null,
  };
}

/** Two bare numbers: a difference, and nothing about its doubt. */
export function bareNumbers(subject: number | null, reference: number | null): Finding {
  return {
    ...emptyFinding,
    subject,
    reference,
    delta: subject === null || reference === null ? null : subject - reference,
    method: "threshold-only",
    units: { name: "values", n: 1 },
    reason: "one number a side says nothing about its own doubt",
  };
}
