import { InvalidInputError } from "../../errors/input-errors.ts";
import type { BootstrapMethod } from "../../stats/bootstrap/bootstrap-options.ts";
import { percentileCoverage } from "../../stats/bootstrap/percentile-coverage.ts";

/** Names that --ci knows. Which of them fit depends on the evidence. */
export const intervalMethods = [
  "bca",
  "percentile",
  "basic",
  "studentised",
  "t",
  "welch",
  "tango",
  "newcombe",
  "miettinen-nurminen",
] as const;

const bootstraps: readonly string[] = ["bca", "percentile", "basic", "studentised", "t"] satisfies BootstrapMethod[];

/** The bootstrap method of this name, or an error that says which there are here. */
export function bootstrapMethod(name: string): BootstrapMethod {
  if (bootstraps.includes(name)) return name as BootstrapMethod;
  throw unfitting(name, bootstraps);
}

/** `name` where it is one of `allowed`; else the error that names those. */
export function unfitting(name: string, allowed: readonly string[]): InvalidInputError {
  return new InvalidInputError(`--ci ${name} does not fit this evidence`, {
    place: { path: "--ci" },
    hint: `Here: ${allowed.join(", ")}. Without --ci the best one is taken.`,
  });
}

/** The warning a percentile interval of few units carries. */
export function coverageNote(method: BootstrapMethod, n: number): string[] {
  if (method !== "percentile" || n >= 30) return [];
  const { n: at, normal, lognormal } = percentileCoverage.findLast((row) => row.n <= n) ?? percentileCoverage[0]!;
  return [
    `A percentile interval of ${n} units covers less than it says: of nominal 95 %, about ${(100 * normal).toFixed(0)} % for normal and ${(100 * lognormal).toFixed(0)} % for skewed values at n = ${at}.`,
  ];
}
