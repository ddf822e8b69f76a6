import type { Cell, MaskedView } from "../../masked-view.ts";
import type { CovariateGroup } from "./covariates.ts";
import type { FaxFit } from "./fax-fit.ts";
import { type FaxModel, pullOfCell } from "./fax-posterior.ts";

/** One thing a prediction rests on, and how far the prediction would move without it (now minus then). */
export type Because = {
  /** In working space. */
  readonly pull: number;
  /** In the benchmark's own points, by the slope of its scale at the prediction. */
  readonly points: number;
} & (
  | { readonly kind: "score"; readonly benchmark: number; readonly value: number }
  | { readonly kind: "covariate"; readonly group: CovariateGroup }
);

/**
 * The `count` visible scores (default 3) and the one covariate group that move model i's predicted score on a benchmark
 * most when taken away alone, largest first, the covariate last; averaged over the fits. Loadings stay as they are.
 * A benchmark without a visible cell rests on nothing here.
 */
export function explainCell(view: MaskedView, model: FaxModel, { model: i, benchmark: j }: Cell, count = 3): Because[] {
  const { fits, space, covariates } = model;
  const center = average(fits, (fit) => fit.intercepts[j]! + dot(fit, j, fit.abilities, i));
  const slope = space.slope(j, center);
  const sized = <T extends object>(reason: T, pull: number) => ({ ...reason, pull, points: pull * slope });
  const scores = [];
  for (let at = space.rows.start[i]!; at < space.rows.start[i + 1]!; at++) {
    const source = space.rows.index[at]!;
    if (source === j) continue;
    const pull = average(fits, (fit) => pullOfCell(fit, i, j, source, space.rows.value[at]!));
    scores.push(sized({ kind: "score" as const, benchmark: source, value: view.rows.value[at]! }, pull));
  }
  const groups = [...new Set(covariates.group)].map((group) =>
    sized(
      { kind: "covariate" as const, group },
      average(fits, (fit) => pullOfGroup(fit, model, group, i, j)),
    ),
  );
  const largest = <T extends { readonly pull: number }>(list: readonly T[], most: number) =>
    list
      .filter(({ pull }) => pull !== 0)
      .toSorted((a, b) => Math.abs(b.pull) - Math.abs(a.pull))
      .slice(0, most);
  return [...largest(scores, count), ...largest(groups, 1)];
}

/** W_jᵀS_i·A_gᵀx_g: what the columns of one group add to the prediction. */
function pullOfGroup(fit: FaxFit, { covariates }: FaxModel, group: CovariateGroup, i: number, j: number): number {
  const { rank: r, loadings, covariance, coefficients } = fit;
  const share = new Float64Array(r);
  for (let c = 0; c < covariates.width; c++) {
    if (covariates.group[c] !== group) continue;
    const x = covariates.values[i * covariates.width + c]!;
    for (let k = 0; k < r; k++) share[k]! += x * coefficients[c * r + k]!;
  }
  let pull = 0;
  for (let k = 0; k < r; k++) {
    for (let l = 0; l < r; l++) pull += loadings[j * r + k]! * covariance[(i * r + k) * r + l]! * share[l]!;
  }
  return pull;
}

function dot({ rank: r, loadings }: FaxFit, j: number, abilities: Float64Array, i: number): number {
  let sum = 0;
  for (let k = 0; k < r; k++) sum += loadings[j * r + k]! * abilities[i * r + k]!;
  return sum;
}

function average(fits: readonly FaxFit[], of: (fit: FaxFit) => number): number {
  return fits.reduce((sum, fit) => sum + of(fit), 0) / fits.length;
}
