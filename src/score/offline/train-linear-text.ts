/// <reference lib="es2024.collection" />
import { InvalidInputError } from "../../errors/input-errors.ts";
import { cholesky } from "../../linalg/factor/cholesky.ts";
import { choleskySolve } from "../../linalg/factor/cholesky-solve.ts";
import { krippendorffAlpha } from "../../stats/agreement/krippendorff-alpha.ts";
import { type Rng, rngStream } from "../../stats/index.ts";
import type { LinearTextModel, LinearTextQuality } from "./linear-text-model.ts";
import { featureCount, sparseDot, type TextFeatures } from "./text-features.ts";

/** One answer with what people say of it. */
export interface LabelledText {
  readonly features: TextFeatures;
  /** In [−1, 1]. */
  readonly score: number;
  /** The triplet: texts of one stay in one fold. */
  readonly group: string;
  /** sha256 of the text. */
  readonly hash: string;
}

export interface TrainingOptions {
  readonly seed: number;
  readonly folds: number;
}

/** Penalties that are tried, relative to texts of length 1. */
const penalties = [0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
const fewestGroups = 10;

/**
 * Ridge regression of people's scores on hashed n-grams, in its dual form (as many unknowns as texts). Groups are dealt
 * whole into folds; in each, the penalty is chosen on the other folds alone and the score of the held-out texts taken,
 * so that the quality is of texts, triplets and penalties that were not seen. The model itself learns from all texts.
 */
export function trainLinearText(
  texts: readonly LabelledText[],
  { seed, folds }: TrainingOptions,
): Omit<LinearTextModel, "schema" | "features" | "contentHash"> {
  const groups = [...new Set(texts.map(({ group }) => group))].sort();
  if (groups.length < fewestGroups) {
    throw new InvalidInputError(
      `a scorer needs labels of ${fewestGroups} triplets at least, and these are ${groups.length}`,
      {
        hint: "Label more triplets first.",
      },
    );
  }
  const used = Math.min(folds, groups.length);
  const foldOf = dealt(groups, used, rngStream(seed, "linear-text", "folds"));
  const products = texts.map((a) => Float64Array.from(texts, (b) => sparseDot(a.features, b.features)));
  const fold = texts.map(({ group }) => foldOf.get(group)!);
  const everything = texts.map((_, i) => i);
  const held = new Float64Array(texts.length);
  const baseline = new Float64Array(texts.length);
  for (let f = 0; f < used; f++) {
    const [inside, outside] = split(everything, (i) => fold[i] !== f);
    const fit = fitDual(texts, products, inside, bestPenalty(texts, products, inside, fold));
    for (const i of outside) {
      held[i] = clip(predict(fit, products, i));
      baseline[i] = fit.intercept;
    }
  }
  const lambda = bestPenalty(texts, products, everything, fold);
  const final = fitDual(texts, products, everything, lambda);
  return {
    lambda,
    intercept: rounded(final.intercept),
    ...weightsOf(texts, final),
    trainedOn: [...new Set(texts.map(({ hash }) => hash))].sort(),
    quality: qualityOf(texts, held, baseline, { folds: used, groups: groups.length, seed }),
  };
}

interface DualFit {
  readonly of: readonly number[];
  readonly alpha: Float64Array;
  readonly intercept: number;
}

/** (K + λI)·α = y − ȳ over the texts named. */
function fitDual(
  texts: readonly LabelledText[],
  products: readonly Float64Array[],
  of: readonly number[],
  lambda: number,
): DualFit {
  const intercept = of.reduce((sum, i) => sum + texts[i]!.score, 0) / of.length;
  const data = new Float64Array(of.length ** 2);
  of.forEach((i, r) => {
    of.forEach((j, c) => {
      data[r * of.length + c] = products[i]![j]! + (r === c ? lambda : 0);
    });
  });
  const factor = cholesky({ rows: of.length, cols: of.length, data });
  return {
    of,
    intercept,
    alpha: choleskySolve(
      factor,
      of.map((i) => texts[i]!.score - intercept),
    ),
  };
}

function predict({ of, alpha, intercept }: DualFit, products: readonly Float64Array[], i: number): number {
  const row = products[i]!;
  return of.reduce((sum, j, k) => sum + row[j]! * alpha[k]!, intercept);
}

/** The penalty with the smallest squared error over the folds inside. */
function bestPenalty(
  texts: readonly LabelledText[],
  products: readonly Float64Array[],
  of: readonly number[],
  fold: readonly number[],
): number {
  const parts = [...Map.groupBy(of, (i) => fold[i]!).values()];
  const errors = penalties.map((lambda) =>
    parts.reduce((sum, part) => {
      const out = new Set(part);
      const fit = fitDual(
        texts,
        products,
        of.filter((i) => !out.has(i)),
        lambda,
      );
      return sum + part.reduce((total, i) => total + (texts[i]!.score - clip(predict(fit, products, i))) ** 2, 0);
    }, 0),
  );
  return penalties[errors.indexOf(Math.min(...errors))]!;
}

/** w = Σ αᵢxᵢ, to seven digits: what is saved is what predicts. */
function weightsOf(texts: readonly LabelledText[], { of, alpha }: DualFit): { places: number[]; weights: number[] } {
  const dense = new Float64Array(featureCount);
  of.forEach((i, k) => {
    const { places, values } = texts[i]!.features;
    for (let p = 0; p < places.length; p++) dense[places[p]!]! += alpha[k]! * values[p]!;
  });
  const places: number[] = [];
  const weights: number[] = [];
  dense.forEach((weight, place) => {
    if (weight === 0) return;
    places.push(place);
    weights.push(rounded(weight));
  });
  return { places, weights };
}

function qualityOf(
  texts: readonly LabelledText[],
  held: Float64Array,
  baseline: Float64Array,
  { folds, groups, seed }: { folds: number; groups: number; seed: number },
): LinearTextQuality {
  const scores = texts.map(({ score }) => score);
  const errorOf = (guess: Float64Array) =>
    scores.reduce((sum, score, i) => sum + Math.abs(score - guess[i]!), 0) / scores.length;
  const alpha = krippendorffAlpha(
    scores.map((score, i) => [score, held[i]!]),
    {
      metric: "interval",
      clusters: texts.map(({ group }) => group),
      resamples: 1000,
      rng: rngStream(seed, "linear-text", "alpha"),
    },
  );
  return {
    ...{ answers: texts.length, groups, folds },
    correlation: pearson(scores, held),
    meanAbsoluteError: rounded(errorOf(held)),
    baselineError: rounded(errorOf(baseline)),
    alpha: { value: alpha.value, low: alpha.ci?.low ?? null, high: alpha.ci?.high ?? null },
  };
}

function pearson(a: readonly number[], b: Float64Array): number | null {
  const centre = (list: ArrayLike<number>) => Array.from(list).reduce((sum, value) => sum + value, 0) / list.length;
  const [ca, cb] = [centre(a), centre(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - ca) * (b[i]! - cb);
    aa += (value - ca) ** 2;
    bb += (b[i]! - cb) ** 2;
  });
  return aa === 0 || bb === 0 ? null : rounded(ab / Math.sqrt(aa * bb));
}

function dealt(groups: readonly string[], folds: number, rng: Rng): Map<string, number> {
  const order = groups.map((group) => ({ group, key: rng.float() })).sort((a, b) => a.key - b.key);
  return new Map(order.map(({ group }, i) => [group, i % folds]));
}

function split<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

function clip(score: number): number {
  return Math.min(1, Math.max(-1, score));
}

function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
