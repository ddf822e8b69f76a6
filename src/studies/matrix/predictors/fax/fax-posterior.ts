import type { MaskedView } from "../../masked-view.ts";
import { type WorkingSpace, type WorkingSpaceOptions, workingSpace } from "../../working-space/working-space.ts";
import { mixtureOf } from "../estimate-cells.ts";
import { type Covariates, covariatesOf } from "./covariates.ts";
import { type FaxFit, type FaxOptions, fitFax } from "./fax-fit.ts";

/**
 * Fits of several ranks to one view, and the working space they share: what `predict`, `next`, `select` and `anomalies`
 * read. A figure over ranks is the even mixture of the fits' figures in working space (`mixtureOf`).
 */
export interface FaxModel {
  readonly space: WorkingSpace;
  readonly covariates: Covariates;
  /** In the order of the ranks asked for. */
  readonly fits: readonly FaxFit[];
}

export interface FaxModelOptions extends FaxOptions {
  /** Default 2 … 6. */
  readonly ranks?: readonly number[];
  readonly space?: WorkingSpaceOptions;
  /** False leaves the public facts out: plain factor analysis. Default true. */
  readonly covariates?: boolean;
}

export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

export const defaultRanks: readonly number[] = [2, 3, 4, 5, 6];

export function fitFaxModel(view: MaskedView, options: FaxModelOptions = {}): FaxModel {
  const space = workingSpace(view, options.space);
  const covariates = covariatesOf(options.covariates === false ? [] : view.models);
  const input = { rows: space.rows, columns: space.byBenchmark, covariates };
  return { space, covariates, fits: fitFax(input, options.ranks ?? defaultRanks, options) };
}

/** Where model i's score on benchmark j lies by one fit, in working space; the variance is that of a new measurement. */
export function predictiveMoments(fit: FaxFit, i: number, j: number): Moments {
  const { rank: r, loadings, intercepts, noise, abilities } = fit;
  let mean = intercepts[j]!;
  for (let k = 0; k < r; k++) mean += loadings[j * r + k]! * abilities[i * r + k]!;
  return { mean, variance: covarianceBetween(fit, i, j, j) + noise[j]! };
}

/** W_aᵀS_iW_b: how far model i's abilities tie its true scores on two benchmarks together, noise left out. */
export function covarianceBetween({ rank: r, loadings, covariance }: FaxFit, i: number, a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < r; k++) {
    let inner = 0;
    for (let l = 0; l < r; l++) inner += covariance[(i * r + k) * r + l]! * loadings[b * r + l]!;
    sum += loadings[a * r + k]! * inner;
  }
  return sum;
}

/** The even mixture over the fits of a model. */
export function mixedMoments({ fits }: FaxModel, i: number, j: number): Moments {
  return mixtureOf(fits.map((fit) => predictiveMoments(fit, i, j)));
}

/**
 * Where model i's score on benchmark j would lie had its visible value `y` there (working space) not been seen: the model's
 * abilities without that cell, in closed form; loadings and noise stay. Mean and variance of a measurement.
 */
export function momentsWithoutCell(fit: FaxFit, i: number, j: number, y: number): Moments {
  const { mean, variance } = predictiveMoments(fit, i, j);
  const psi = fit.noise[j]!;
  const own = variance - psi;
  const left = psi - own;
  return { mean: mean - ((y - mean) * own) / left, variance: psi + own + (own * own) / left };
}

/**
 * How model i's predicted score on benchmark `target` moves when its visible value `y` on benchmark `source` is taken
 * away: before minus after, in working space, by one fit.
 */
export function pullOfCell(fit: FaxFit, i: number, target: number, source: number, y: number): number {
  const { mean, variance } = predictiveMoments(fit, i, source);
  const psi = fit.noise[source]!;
  const left = psi - (variance - psi);
  return (covarianceBetween(fit, i, target, source) * (y - mean)) / left;
}
