import { bootstrapDifference } from "../../stats/bootstrap/bootstrap-samples.ts";
import { mean } from "../../stats/describe/moments.ts";
import { probabilityOfSuperiority, winRate } from "../../stats/effects/probability-of-superiority.ts";
import { brunnerMunzel } from "../../stats/hypothesis/brunner-munzel.ts";
import { welch } from "../../stats/means/t-tests.ts";
import { permutationTest } from "../../stats/permutation/permutation-test.ts";
import type { Pair } from "../align.ts";
import { leastPermutationP, reachNote } from "./exact-reach.ts";
import {
  decidingTest,
  type EstimateOptions,
  emptyFinding,
  type Finding,
  figuresOf,
  recordOf,
  tIntervals,
} from "./finding.ts";
import { bootstrapMethod, coverageNote } from "./interval-method.ts";
import { pairedMean } from "./paired-numeric.ts";

type UnitName = Finding["units"]["name"];

/** Values on both sides up to which an exact permutation is tried; beyond, Welch's t is as good and at once. */
const permutationLimit = 200;

/**
 * Difference of means of two independent groups: Welch's interval, and an exact permutation p where one can be had and
 * the groups are equally large. Shuffling groups of unequal size and spread finds differences that are not there, so
 * then Welch's t decides and the permutation is told beside it.
 */
export function independentRuns(
  subject: readonly number[],
  reference: readonly number[],
  name: UnitName,
  options: EstimateOptions,
): Finding {
  const { estimate, test } = welch(subject, reference, { level: options.level });
  const few = subject.length + reference.length <= permutationLimit;
  const permuted = few ? permutationTest(subject, reference, { method: "exact" }) : null;
  const exact = permuted !== null && permuted.p !== null ? permuted : null;
  const least = leastPermutationP(subject.length, reference.length);
  const decides = exact !== null && subject.length === reference.length && least < options.alpha;
  const deciding = decides ? exact : test;
  const superiority = brunnerMunzel(subject, reference, { level: options.level });
  const fewest = Math.min(subject.length, reference.length);
  const differing = options.ci !== undefined && options.ci !== "welch" && options.ci !== "t";
  const bootstrapAt = (level: number, keepReplicates = false) =>
    bootstrapDifference(subject, reference, {
      ...{ rng: options.rng.fork("interval"), resamples: options.resamples, level, keepReplicates },
      method: differing ? bootstrapMethod(options.ci!) : "studentised",
    });
  const bootstrapped = fewest >= 5 || differing ? bootstrapAt(options.level, true) : null;
  const welchAt = tIntervals((level) => welch(subject, reference, { level }));
  return {
    ...emptyFinding,
    subject: mean(subject),
    reference: mean(reference),
    delta: estimate.value,
    se: estimate.se,
    df: typeof test.df === "number" ? test.df : null,
    intervalAt: differing
      ? (level) => recordOf(level === options.level ? bootstrapped!.ci : bootstrapAt(level).ci)
      : welchAt,
    second: differing ? welchAt(options.level) : recordOf(bootstrapped?.ci),
    replicates: bootstrapped?.replicates ?? null,
    ...decidingTest(deciding, 0),
    method: `Welch; ${deciding.method}`,
    units: { name, n: subject.length },
    effectSize: {
      name: "probability of improvement",
      value: probabilityOfSuperiority(subject, reference),
      ci: recordOf(superiority.estimate.ci),
    },
    tests: [figuresOf("Welch t", test), ...(exact === null ? [] : [figuresOf(exact.method, exact)])],
    notes: [
      ...reachNote(least, options.alpha),
      ...(fewest < 5 ? [`Few: ${fewest} on the smaller side know little about their own spread.`] : []),
      ...(differing ? coverageNote(bootstrapMethod(options.ci!), fewest) : []),
    ],
    reason: estimate.reason ?? null,
  };
}

/** Difference of means of runs that share their seed by design. */
export function pairedRuns(pairs: readonly Pair[], options: EstimateOptions): Finding {
  const found = pairedMean(pairs, options);
  const [a, b] = [pairs.map(({ subject }) => subject), pairs.map(({ reference }) => reference)];
  return {
    ...found,
    method: found.method.replace("paired mean", "paired t"),
    units: { name: "seeds", n: pairs.length },
    effectSize: { name: "same-seed win rate", value: winRate(a, b), ci: null },
  };
}
