import type { TableBenchmark, TableModel } from "../../../sources/score-table/score-table.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import type { GenerateOptions } from "./generate-options.ts";

/** A complete table and everything it was made from. Rows are models. */
export interface LatentScores {
  readonly models: readonly TableModel[];
  readonly benchmarks: readonly TableBenchmark[];
  /** Abilities, models × rank; each column has mean 0 and variance 1. */
  readonly abilities: readonly (readonly number[])[];
  /** Loadings, benchmarks × rank; each row has length 1. */
  readonly loadings: readonly (readonly number[])[];
  /** Variance of the noise beside a signal of variance 1, by benchmark. */
  readonly noise: readonly number[];
  /** From standardised to raw scores and back, by benchmark. */
  readonly links: readonly ScoreLink[];
  /** Signal plus noise, models × benchmarks. */
  readonly standardised: readonly Float64Array[];
}

/** A monotone map between standardised and published scores, and its rounding. */
export interface ScoreLink {
  readonly kind: "proportion" | "identity";
  readonly toRaw: (standardised: number) => number;
  readonly fromRaw: (raw: number) => number;
}

/**
 * Draws abilities z = A·x + e from public facts x, loadings with one common positive factor and sparse others, noise
 * spread log-uniformly over a factor of 4, and scores W·z + ε. Percentages come through a logistic link; about one column
 * in sixteen is an Elo rating.
 */
export function drawLatentScores(options: GenerateOptions, rng: Rng): LatentScores {
  const { models, traits } = drawModels(options.models, rng.fork("models"));
  const abilities = drawAbilities(traits, options, rng.fork("abilities"));
  const loadings = drawLoadings(options, rng.fork("loadings"));
  const noiseRng = rng.fork("noise levels");
  const noise = loadings.map(() => options.noise * 4 ** (noiseRng.float() - 0.5));
  const { benchmarks, links } = drawBenchmarks(options.benchmarks, rng.fork("benchmarks"));
  const errors = rng.fork("errors");
  const standardised = abilities.map((ability) =>
    Float64Array.from(loadings, (row, j) => dot(row, ability) + Math.sqrt(noise[j]!) * errors.normal()),
  );
  return { models, benchmarks, abilities, loadings, noise, links, standardised };
}

/** Facts about a model that its abilities partly follow, each about standardised; provider by number. */
interface Traits {
  readonly facts: readonly number[];
  readonly provider: number;
}

const firstDay = Date.UTC(2023, 0, 15);
const days = 1_000;

function drawModels(n: number, rng: Rng): { models: TableModel[]; traits: Traits[] } {
  const providers = Math.max(3, Math.round(n / 7));
  const opens = Array.from({ length: providers }, () => rng.float() < 0.5);
  const width = String(n).length;
  const traits: Traits[] = [];
  const models = Array.from({ length: n }, (_, i): TableModel => {
    const age = Math.min(0.999, Math.max(0, (i + 2 * rng.float() - 0.5) / n));
    // The first few makers have most of the models, and the last one alone.
    const provider = i === n - 1 ? providers - 1 : Math.floor((providers - 1) * rng.float() ** 1.7);
    const openWeights = opens[provider]! !== rng.float() < 0.1;
    const isReasoning = rng.float() < age * 0.8;
    const size = 4.5 + 0.6 * rng.normal();
    const number = String(i + 1).padStart(width, "0");
    traits.push({
      facts: [(age - 0.5) * 3.46, isReasoning ? 1 : -0.7, openWeights ? 1 : -1, (size - 4.5) / 0.6],
      provider,
    });
    return {
      id: `model-${number}`,
      name: `Model ${number}`,
      provider: `Provider ${letters(provider)}`,
      releaseDate: new Date(firstDay + Math.floor(age * days) * 86_400_000).toISOString().slice(0, 10),
      releaseDatePrecision: "day",
      parametersTotalM: openWeights ? Math.round(10 ** size) : null,
      parametersActiveM: null,
      isReasoning,
      openWeights,
    };
  });
  return { models, traits };
}

function drawAbilities(traits: readonly Traits[], { rank, covariateR2 }: GenerateOptions, rng: Rng): number[][] {
  const makers = 1 + Math.max(...traits.map(({ provider }) => provider));
  const columns = Array.from({ length: rank }, (_, k) => {
    // The common ability drifts upwards with time; the others hang on kind, size and maker.
    const weights = k === 0 ? [1, 0.4, 0, 0.4] : [0.2 * rng.normal(), rng.normal(), rng.normal(), rng.normal()];
    const maker = Array.from({ length: makers }, () => 0.6 * rng.normal());
    const explained = standardise(traits.map(({ facts, provider }) => dot(weights, facts) + maker[provider]!));
    const own = traits.map(() => rng.normal());
    const [share, rest] = [Math.sqrt(covariateR2), Math.sqrt(1 - covariateR2)];
    return standardise(explained.map((value, i) => share * value + rest * own[i]!));
  });
  return traits.map((_, i) => columns.map((column) => column[i]!));
}

function drawLoadings({ benchmarks, rank }: GenerateOptions, rng: Rng): number[][] {
  return Array.from({ length: benchmarks }, (_, j) => {
    const row = Array.from({ length: rank }, (_, k) => {
      if (k === 0) return 0.6 + 0.4 * rng.float();
      const size = (0.6 + 0.6 * rng.float()) * (rng.float() < 0.5 ? -1 : 1);
      // Each of the other abilities has some benchmarks of its own, whatever chance says.
      return rng.float() < 0.4 || j % rank === k ? size : 0;
    });
    const length = Math.hypot(...row);
    return row.map((entry) => entry / length);
  });
}

const categories = ["Knowledge", "Math", "Coding", "Reasoning", "Agentic", "Multimodal"];

function drawBenchmarks(p: number, rng: Rng): { benchmarks: TableBenchmark[]; links: ScoreLink[] } {
  const width = String(p).length;
  const links: ScoreLink[] = [];
  const benchmarks = Array.from({ length: p }, (_, j): TableBenchmark => {
    const number = String(j + 1).padStart(width, "0");
    const rating = j % 16 === 7;
    const [centre, spread] = [2 * rng.float() - 1, 0.5 + 0.4 * rng.float()];
    links.push(rating ? ratingLink(1250 + 100 * centre, 120 * spread) : proportionLink(centre, spread));
    return {
      id: `bench-${number}`,
      name: `Bench ${number}`,
      category: categories[j % categories.length]!,
      metric: rating ? "Elo rating" : "% correct",
      itemCount: 50 + rng.integer(950),
      range: null,
      direction: "higher",
      cost: null,
    };
  });
  return { benchmarks, links };
}

function proportionLink(centre: number, spread: number): ScoreLink {
  return {
    kind: "proportion",
    toRaw: (score) => round(100 / (1 + Math.exp(-(centre + spread * score))), 2),
    fromRaw: (raw) => {
      const share = Math.min(0.9999, Math.max(0.0001, raw / 100));
      return (Math.log(share / (1 - share)) - centre) / spread;
    },
  };
}

function ratingLink(centre: number, spread: number): ScoreLink {
  return {
    kind: "identity",
    toRaw: (score) => round(centre + spread * score, 0),
    fromRaw: (raw) => (raw - centre) / spread,
  };
}

function standardise(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / (sd === 0 ? 1 : sd));
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** A, B, … Z, AA, AB … */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
