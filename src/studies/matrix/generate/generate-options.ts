import { InvalidOptionError } from "../../../errors/statistics-errors.ts";

export const mechanisms = ["mcar", "mar", "mnar", "staircase"] as const;
export type Mechanism = (typeof mechanisms)[number];

/** What a synthetic table is made from. */
export interface GenerateOptions {
  readonly models: number;
  readonly benchmarks: number;
  /** Abilities behind the scores. */
  readonly rank: number;
  /** Centre of the noise variances, where a benchmark's signal has variance 1. */
  readonly noise: number;
  /** Share of cells with a score. */
  readonly fill: number;
  readonly missing: Mechanism;
  /** Share of the abilities' variance that public facts (date, size, kind, maker) explain. */
  readonly covariateR2: number;
  readonly seed: number | string;
  /** Planted: cells off by 4 standard deviations of the best prediction. */
  readonly anomalies: number;
  /** Planted: cells reported twice alike, and twice with different scores. */
  readonly duplicates: number;
  readonly conflicts: number;
  /** Planted: low cells that are exactly 0. */
  readonly zeros: number;
  /** Planted: models whose every score has four times the noise. */
  readonly outlierModels: number;
  /** Planted: a benchmark without scores, one with equal scores, one with a single model, and a model with one score. */
  readonly degenerate: boolean;
}

const plain = {
  models: 80,
  benchmarks: 50,
  rank: 3,
  noise: 0.3,
  fill: 0.35,
  missing: "mcar",
  covariateR2: 0.5,
  seed: 1,
  anomalies: 0,
  duplicates: 0,
  conflicts: 0,
  zeros: 0,
  outlierModels: 0,
  degenerate: false,
} as const satisfies GenerateOptions;

/** Ready-made tables by name. */
export const presets = {
  tiny: { ...plain, models: 20, benchmarks: 12, rank: 2, fill: 0.6 },
  "public-like": {
    ...plain,
    models: 83,
    benchmarks: 49,
    fill: 0.34,
    missing: "mnar",
    duplicates: 12,
    conflicts: 3,
    zeros: 8,
  },
  wide: { ...plain, models: 300, benchmarks: 400, rank: 5, fill: 0.25 },
  hostile: {
    ...plain,
    models: 24,
    benchmarks: 14,
    rank: 2,
    fill: 0.6,
    duplicates: 3,
    conflicts: 3,
    zeros: 3,
    outlierModels: 1,
    degenerate: true,
  },
} as const satisfies Readonly<Record<string, GenerateOptions>>;
export type PresetName = keyof typeof presets;

/** A preset (or the plain 80 × 50 table) with what else was asked, checked. Throws InvalidOptionError. */
export function generateOptions(asked: Partial<GenerateOptions>, preset: PresetName | null = null): GenerateOptions {
  const options: GenerateOptions = { ...(preset === null ? plain : presets[preset]), ...asked };
  whole("--models", options.models, 3);
  whole("--benchmarks", options.benchmarks, 2);
  whole("--rank", options.rank, 1);
  if (options.rank >= Math.min(options.models, options.benchmarks))
    throw new InvalidOptionError("--rank", options.rank, "it lies below the numbers of models and benchmarks");
  within("--noise", options.noise, 0, 100, false);
  within("--fill", options.fill, 0, 1, false);
  within("--covariate-r2", options.covariateR2, 0, 1, true);
  whole("--anomalies", options.anomalies, 0);
  whole("--duplicates", options.duplicates, 0);
  whole("--conflicts", options.conflicts, 0);
  whole("--zeros", options.zeros, 0);
  whole("--outlier-models", options.outlierModels, 0);
  if (options.degenerate && (options.models < 8 || options.benchmarks < 8))
    throw new InvalidOptionError(
      "degenerate",
      true,
      "empty and constant columns take at least 8 models and 8 benchmarks",
    );
  return options;
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidOptionError(name, value, `a whole number of at least ${least} is expected`);
}

function within(name: string, value: number, low: number, high: number, open: boolean): void {
  if (!(value <= high && (open ? value >= low : value > low)))
    throw new InvalidOptionError(name, value, `a number in ${open ? "[" : "("}${low}, ${high}] is expected`);
}
