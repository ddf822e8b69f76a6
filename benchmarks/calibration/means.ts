import { bootstrapDifference, bootstrapMean, rngStream, welch } from "../../src/stats/index.ts";
import { holds, lawMean, type Study, type StudyRow, seed, values } from "./study.ts";

const laws = ["normal", "lognormal"] as const;
const methods = ["percentile", "basic", "bca", "studentised", "t"] as const;
const sizes = [5, 10, 15, 30, 50, 100] as const;
const sets = 4000;
const resamples = 1000;

/** Coverage that the default method of a mean was chosen by, 1,500 sets: percentile, BCa, studentised, t. */
const planned = {
  normal: {
    percentile: [0.841, 0.89, 0.923, 0.937, 0.928, 0.938],
    bca: [0.84, 0.885, 0.916, 0.934, 0.928, 0.938],
    studentised: [0.946, 0.942, 0.948, 0.947, 0.94, 0.942],
    t: [0.946, 0.945, 0.953, 0.955, 0.942, 0.941],
  },
  lognormal: {
    percentile: [0.718, 0.803, 0.835, 0.876, 0.906, 0.916],
    bca: [0.733, 0.809, 0.865, 0.881, 0.91, 0.916],
    studentised: [0.901, 0.894, 0.927, 0.923, 0.936, 0.929],
    t: [0.822, 0.829, 0.857, 0.879, 0.906, 0.92],
  },
} as const;

export const oneMean: Study = {
  id: "mean",
  page: "bootstrap",
  title: "Mean of n values, 1,000 replicates",
  columns: sizes.map((n) => `n = ${n}`),
  *rows() {
    for (const law of laws) {
      const hits = sizes.map((n) => {
        const counts = { percentile: 0, basic: 0, bca: 0, studentised: 0, t: 0 };
        for (let set = 0; set < sets; set++) {
          const rng = rngStream(seed, "calibration", `mean ${law} ${n}`, String(set));
          const x = values(rng, n, law);
          const { intervals } = bootstrapMean(x, { rng, resamples, method: "t", also: methods });
          for (const method of methods) if (holds(intervals[method], lawMean[law])) counts[method]++;
        }
        return counts;
      });
      for (const method of methods) {
        const rates = hits.map((counts) => counts[method] / sets);
        const before = method === "basic" ? {} : { planned: planned[law][method] };
        yield { label: `${law}, ${method}`, sets, rates, ...before };
      }
    }
  },
};

const pairs = [
  { n: 5, m: 5, sd: 1 },
  { n: 5, m: 20, sd: 3 },
  { n: 15, m: 15, sd: 1 },
] as const;

const plannedDifference = {
  normal: { percentile: [0.883, 0.856, 0.93], studentised: [0.96, 0.945, 0.952], welch: [0.958, 0.948, 0.959] },
  lognormal: { percentile: [0.852, 0.745, 0.918], studentised: [0.961, 0.845, 0.912], welch: [0.978, 0.837, 0.973] },
} as const;

export const twoMeans: Study = {
  id: "difference",
  page: "bootstrap",
  title: "Difference of two means, 1,000 replicates",
  columns: ["5 v 5", "5 (threefold spread) v 20", "15 v 15"],
  *rows(): Iterable<StudyRow> {
    for (const law of laws) {
      const hits = pairs.map(({ n, m, sd }) => {
        const counts = { percentile: 0, studentised: 0, welch: 0 };
        const truth = (sd - 1) * lawMean[law];
        for (let set = 0; set < 2000; set++) {
          const rng = rngStream(seed, "calibration", `difference ${law} ${n} ${m}`, String(set));
          const [a, b] = [values(rng, n, law, sd), values(rng, m, law)];
          const drawn = bootstrapDifference(a, b, { rng, resamples, method: "studentised", also: ["percentile"] });
          if (holds(drawn.intervals.percentile, truth)) counts.percentile++;
          if (holds(drawn.intervals.studentised, truth)) counts.studentised++;
          if (holds(welch(a, b).estimate.ci, truth)) counts.welch++;
        }
        return counts;
      });
      for (const method of ["percentile", "studentised", "welch"] as const) {
        const rates = hits.map((counts) => counts[method] / 2000);
        yield { label: `${law}, ${method}`, sets: 2000, rates, planned: plannedDifference[law][method] };
      }
    }
  },
};
