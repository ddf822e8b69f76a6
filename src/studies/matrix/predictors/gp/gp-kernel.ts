import type { TableBenchmark, TableModel } from "../../../../sources/score-table/score-table.ts";
import { publicFacts } from "../fax/covariates.ts";
import type { FaxFit } from "../fax/fax-fit.ts";

/** Hyperparameters, all above 0. */
export interface GpHyperparameters {
  /** Variance of what is a model's own. */
  readonly ownModel: number;
  /** Variance of what models alike in their public facts share. */
  readonly facts: number;
  /** The same, added for models of one provider. */
  readonly provider: number;
  /** Squared length of release dates, in units of 180 days. */
  readonly dateLength: number;
  /** Squared length of log10 parameters. */
  readonly sizeLength: number;
  /** What a difference in reasoning, and in openness, takes off the logarithm of the similarity. */
  readonly reasoning: number;
  readonly openness: number;
  /** Weights of the loadings, of a benchmark's own part, and of its category. */
  readonly loadings: number;
  readonly ownBenchmark: number;
  readonly category: number;
  /** Measurement noise as a share of ψ. */
  readonly noise: number;
  /** Variance of a benchmark's level, the same for all models. */
  readonly level: number;
}

/** Learnt from the public table with every held-out cell of the canonical mask hidden. */
export const defaultHyperparameters: GpHyperparameters = {
  ownModel: 0.058,
  facts: 0.979,
  provider: 0.163,
  dateLength: 6.33,
  sizeLength: 4.9,
  reasoning: 0.286,
  openness: 0.082,
  loadings: 1.653,
  ownBenchmark: 0.151,
  category: 0.012,
  noise: 0.833,
  level: 0.127,
};

/** cov((m,b), (m′,b′)) = models[m,m′]·benchmarks[b,b′] + level·[b = b′], plus noise[b] where both are one measurement. */
export interface GpKernel {
  /** n × n, row after row. */
  readonly models: Float64Array;
  /** p × p. */
  readonly benchmarks: Float64Array;
  readonly level: number;
  /** p. */
  readonly noise: Float64Array;
}

const jitter = 1e-6;

/** The covariance between scores, from public facts, categories, and the loadings and noise of a factor analysis. */
export function gpKernel(
  models: readonly TableModel[],
  benchmarks: readonly TableBenchmark[],
  fit: Pick<FaxFit, "rank" | "loadings" | "noise">,
  hyper: GpHyperparameters,
): GpKernel {
  const facts = publicFacts(models);
  const n = models.length;
  const p = benchmarks.length;
  const kernel = {
    models: new Float64Array(n * n),
    benchmarks: new Float64Array(p * p),
    level: hyper.level,
    noise: fit.noise.map((psi) => hyper.noise * psi + jitter),
  };
  const gap = (values: readonly number[] | null, i: number, k: number) =>
    values === null ? 0 : Math.abs(values[i]! - values[k]!);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k <= i; k++) {
      const alike = Math.exp(
        -(gap(facts.date, i, k) ** 2) / hyper.dateLength -
          gap(facts.logParameters, i, k) ** 2 / hyper.sizeLength -
          gap(facts.reasoning, i, k) * hyper.reasoning -
          gap(facts.openWeights, i, k) * hyper.openness,
      );
      const sameProvider = facts.provider[i] !== null && facts.provider[i] === facts.provider[k];
      const value =
        (hyper.facts + (sameProvider || i === k ? hyper.provider : 0)) * alike + (i === k ? hyper.ownModel : 0);
      kernel.models[i * n + k] = kernel.models[k * n + i] = value;
    }
  }
  for (let a = 0; a < p; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let k = 0; k < fit.rank; k++) product += fit.loadings[a * fit.rank + k]! * fit.loadings[b * fit.rank + k]!;
      const category = benchmarks[a]!.category;
      const sameCategory = a === b || (category !== null && category === benchmarks[b]!.category);
      const value =
        hyper.loadings * product +
        (a === b ? hyper.ownBenchmark * fit.noise[a]! : 0) +
        (sameCategory ? hyper.category : 0);
      kernel.benchmarks[a * p + b] = kernel.benchmarks[b * p + a] = value;
    }
  }
  return kernel;
}
