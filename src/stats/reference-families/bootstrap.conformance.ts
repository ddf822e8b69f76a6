import {
  aggregateIqmFloor,
  meanOfTaskMeans,
  medianOfTaskMeans,
  optimalityGap,
  performanceProfile,
  probabilityOfImprovement,
  taskMeanProfile,
} from "../aggregates/aggregate-statistics.ts";
import { bootstrapAggregate } from "../aggregates/bootstrap-aggregate.ts";
import { scoreTable } from "../aggregates/score-table.ts";
import { basicLimits, bcaLimits, bcaShares, biasCorrection, percentileLimits } from "../bootstrap/bootstrap-limits.ts";
import { bootstrapMean } from "../bootstrap/bootstrap-ratio.ts";
import { bootstrapSamples } from "../bootstrap/bootstrap-samples.ts";
import { jackknifeAcceleration } from "../bootstrap/resampling-problem.ts";
import { mulberry32 } from "../chance/mulberry32.ts";
import { meanOf, varianceOf } from "../describe/moments.ts";
import { median } from "../describe/quantile.ts";
import { iqmFloor } from "../describe/trimmed.ts";
import { normalCdf } from "../special/normal-distribution.ts";
import type { ReferenceFamily } from "./family.conformance.ts";

const statistics: Record<string, (values: number[]) => number> = {
  mean: meanOf,
  median: (values) => median(values)!,
  iqm: (values) => iqmFloor(values)!,
};

const limits = (found: unknown) => {
  const { low, high } = found as { low: number; high: number };
  return [low, high];
};

/** The statistic on all nⁿ equally likely resamples. */
function everyResample(x: readonly number[], statistic: (values: number[]) => number): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: n ** n }, (_, code) => {
    const drawn = x.map((__, place) => x[Math.floor(code / n ** place) % n]!);
    return statistic(drawn);
  });
}

function bcaParts(z0: number, a: number) {
  const [low, high] = bcaShares(0.95, z0, a)!;
  return { frac: normalCdf(z0), z0, a, p_lo: low, p_hi: high };
}

export const bootstrapFamilies: Record<string, ReferenceFamily> = {
  bootstrap_exact: {
    compute: ({ x, stat }, data) => {
      const values = data[x]!;
      const statistic = statistics[stat]!;
      const theta = statistic(values);
      const replicates = everyResample(values, statistic);
      const sorted = Float64Array.from(replicates).sort();
      const leaveOneOut = Float64Array.from(values, (_, i) => statistic(values.filter((__, j) => j !== i)));
      const a = jackknifeAcceleration([leaveOneOut]);
      const bca = (ties: "mid" | "strict") => {
        const z0 = biasCorrection(replicates, theta, ties);
        const [lo, hi] = limits(bcaLimits(sorted, 0.95, z0, a));
        return { ...bcaParts(z0, a), lo, hi };
      };
      return {
        theta,
        n_boot: replicates.length,
        boot_mean: meanOf(replicates),
        boot_se_ddof0: Math.sqrt((varianceOf(replicates) * (replicates.length - 1)) / replicates.length),
        percentile: limits(percentileLimits(sorted, 0.95)),
        basic: limits(basicLimits(sorted, 0.95, theta)),
        bca_mid: bca("mid"),
        bca_strict: bca("strict"),
      };
    },
  },
  "bootstrap_mulberry.skew": {
    notOurs: ["metta_reference_bca_WRONG_FORMULA"],
    compute: ({ x }, data) => {
      const values = data[x]!;
      const run = (z0: "mid" | "strict") =>
        bootstrapMean(values, {
          rng: mulberry32(12345),
          resamples: 2000,
          method: "bca",
          also: ["percentile", "basic", "studentised"],
          z0,
        });
      const first = mulberry32(12345);
      const mid = run("mid");
      const bca = (estimate: ReturnType<typeof run>) => {
        const [lo, hi] = limits(estimate.intervals.bca);
        return { ...bcaParts(estimate.bca!.z0, estimate.bca!.acceleration), lo, hi };
      };
      return {
        first_row: values.map(() => first.integer(values.length)),
        theta: mid.value,
        percentile: limits(mid.intervals.percentile),
        basic: limits(mid.intervals.basic),
        bca_mid: bca(mid),
        bca_strict: bca(run("strict")),
        studentized: limits(mid.intervals.studentised),
        boot_se_ddof1: mid.bootstrapSe,
      };
    },
  },
  "bootstrap_mulberry.unpaired": {
    notOurs: ["metta_reference_bca_WRONG_FORMULA"],
    compute: ({ control, candidate, seed }, data) => {
      const estimate = bootstrapSamples([data[control]!, data[candidate]!], (c, k) => meanOf(k!) - meanOf(c!), {
        rng: mulberry32(seed),
        resamples: 2000,
        method: "bca",
        also: ["percentile"],
      });
      return {
        theta: estimate.value,
        percentile: limits(estimate.intervals.percentile),
        a_multisample: estimate.bca!.acceleration,
        z0: estimate.bca!.z0,
        bca: limits(estimate.intervals.bca),
      };
    },
  },
  "rliable.matrix": {
    compute: ({ scores, scores2 }, _, { taus }) => {
      const [first, second] = [scoreTable(scores), scoreTable(scores2)];
      const all = (table: number[][]) => ({
        iqm: aggregateIqmFloor(table),
        mean: meanOfTaskMeans(table),
        median_of_task_means: medianOfTaskMeans(table),
        optimality_gap_gamma1: optimalityGap(table),
      });
      const drawn = bootstrapAggregate(first, aggregateIqmFloor, {
        rng: mulberry32(4242),
        resamples: 2000,
        method: "percentile",
        order: "runs",
      });
      return {
        agg1: all(first),
        agg2: all(second),
        prob_improvement_2_over_1: probabilityOfImprovement(second, first),
        run_score_distribution_1: performanceProfile(first, taus),
        mean_task_score_distribution_1: taskMeanProfile(first, taus),
        taus,
        iqm_stratified_boot_mulberry4242_B2000_pct95: limits(drawn.ci),
      };
    },
  },
};
