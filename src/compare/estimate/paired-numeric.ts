import type { BootstrapEstimate, BootstrapMethod } from "../../stats/bootstrap/bootstrap-options.ts";
import { bootstrapMean, bootstrapRatio, type StratifiedOptions } from "../../stats/bootstrap/bootstrap-ratio.ts";
import { mean } from "../../stats/describe/moments.ts";
import { pairedD } from "../../stats/effects/standardised-difference.ts";
import { oneSampleT, pairedT } from "../../stats/means/t-tests.ts";
import { signFlipTest } from "../../stats/permutation/sign-flip-test.ts";
import type { Pair } from "../align.ts";
import { leastSignFlipP, reachNote } from "./exact-reach.ts";
import { decidingTest, type EstimateOptions, emptyFinding, type Finding, figuresOf, recordOf } from "./finding.ts";
import { bootstrapMethod, coverageNote } from "./interval-method.ts";

/** Draws of a sign-flip test that is too large to be exact. */
const flips = 100_000;
/** Clusters up to which an exact table of sums is quick; beyond, draws come as close as anyone can read. */
const tableLimit = 200;
/** Pairs up to which the exact sign-flip test decides; beyond, t is as good and has no grid. */
const exactLimit = 40;

/** Differences this alike have no useful size in standard deviations, and noncentral t is not made for them. */
const largestT = 200;

/** Paired means over items that are independent of each other. */
export function pairedMean(pairs: readonly Pair[], options: EstimateOptions): Finding {
  const [a, b] = [pairs.map(({ subject }) => subject), pairs.map(({ reference }) => reference)];
  const differences = a.map((value, i) => value - b[i]!);
  const t = pairedT(a, b, { level: options.level });
  const flip = pairs.length <= exactLimit ? signFlipTest(differences, { method: "exact" }) : null;
  const exact = flip !== null && flip.p !== null ? flip : null;
  const least = leastSignFlipP(pairs.length);
  const deciding = exact !== null && least < options.alpha ? exact : t.test;
  const bootstrapped = intervals((choice) => bootstrapMean(differences, choice), differences.length, options);
  const { statistic } = t.test;
  const standardised = statistic !== null && Math.abs(statistic) < largestT;
  const size = standardised ? pairedD(a, b, { level: options.level }) : null;
  return {
    ...emptyFinding,
    ...bootstrapped,
    subject: mean(a),
    reference: mean(b),
    delta: t.estimate.value,
    se: t.estimate.se,
    df: pairs.length - 1,
    ...decidingTest(deciding, flips),
    method: `paired mean; ${deciding.method}`,
    units: { name: "items", n: pairs.length },
    effectSize: size === null ? null : { name: "paired d_z", value: size.value, ci: recordOf(size.ci) },
    tests: [figuresOf("paired t", t.test), ...(exact === null ? [] : [figuresOf(exact.method, exact)])],
    notes: [...bootstrapped.notes, ...reachNote(least, options.alpha)],
    reason: t.estimate.reason ?? null,
  };
}

/** Paired means where items of one cluster hang together: clusters are drawn, every item counts once. */
export function clusteredMean(pairs: readonly Pair[], options: EstimateOptions): Finding {
  const clusters = [...Map.groupBy(pairs, ({ cluster }) => cluster).values()];
  const total = clusters.map((rows) => rows.reduce((sum, row) => sum + row.subject - row.reference, 0));
  const size = clusters.map((rows) => rows.length);
  const few = clusters.length < 10;
  const bootstrapped = intervals((choice) => bootstrapRatio(total, size, choice), clusters.length, {
    ...options,
    ...(few && options.ci === undefined ? { ci: "t" } : {}),
  });
  const { value, se, reason } = bootstrapRatio(total, size, { rng: options.rng, resamples: 200, method: "t" });
  const flip = signFlipTest(total, {
    ...{ rng: options.rng.fork("sign-flip"), resamples: flips },
    method: total.length <= tableLimit ? "auto" : "monte-carlo",
  });
  const t = oneSampleT(total);
  const least = leastSignFlipP(total.length);
  const deciding = least < options.alpha ? flip : t.test;
  return {
    ...emptyFinding,
    ...bootstrapped,
    subject: mean(pairs.map(({ subject }) => subject)),
    reference: mean(pairs.map(({ reference }) => reference)),
    delta: value,
    se,
    df: clusters.length - 1,
    ...decidingTest(deciding, flips),
    method: `clustered paired mean, item-weighted; ${deciding.method} by cluster`,
    units: { name: "clusters", n: clusters.length },
    tests: [figuresOf("t over cluster totals", t.test), figuresOf(flip.method, flip)],
    notes: [...bootstrapped.notes, ...reachNote(least, options.alpha)],
    reason: reason ?? null,
  };
}

/** Shown interval, second interval and intervals at other levels, all from one stream. */
function intervals(
  run: (choice: StratifiedOptions) => BootstrapEstimate,
  units: number,
  options: EstimateOptions,
): Pick<Finding, "intervalAt" | "second" | "notes" | "replicates"> {
  const asked = options.ci === undefined ? undefined : bootstrapMethod(options.ci);
  const resolved: BootstrapMethod = asked ?? (units < 5 ? "t" : units <= 100 ? "studentised" : "bca");
  const at = (level: number, method: BootstrapMethod, keepReplicates = false) =>
    run({ rng: options.rng.fork("interval"), resamples: options.resamples, level, method, keepReplicates });
  const shown = at(options.level, resolved, resolved !== "t");
  const notes = [
    // What was refused is told below, with its reason, in a sentence.
    ...shown.notes.filter((note) => !/ refused: /.test(note)),
    ...shown.refused.map(({ method, reason }) => `The ${method} interval was refused (${reason}).`),
    ...(units >= 2 && units < 5 ? [`Few: ${units} units know little; the interval is as wide as t makes it.`] : []),
    ...coverageNote(resolved, units),
  ];
  const other = resolved === "t" ? null : at(options.level, "t").ci;
  return {
    intervalAt: (level) => recordOf(level === options.level ? shown.ci : at(level, resolved).ci),
    second: recordOf(other),
    notes,
    replicates: shown.replicates ?? null,
  };
}
