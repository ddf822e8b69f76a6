import type { CellEstimate, FittedPredictor } from "../predictor.ts";
import type { WorkingSpace } from "../working-space/working-space.ts";

/**
 * Fitted predictors as one: their weighted mean in `space`. One that is null at a cell is left out there, with its weight;
 * where all are, the first one's reason stands. The spread is that of the mixture, null where a heard one has none.
 */
export function weightedMean(
  space: WorkingSpace,
  members: readonly FittedPredictor[],
  weights: ArrayLike<number>,
): FittedPredictor {
  return {
    converged: members.every(({ converged }) => converged !== false),
    predict(cells) {
      const answers = members.map((member) => member.predict(cells));
      return cells.map((_, k) =>
        combined(
          space,
          answers.map((answer) => answer[k]!),
          weights,
        ),
      );
    },
  };
}

/** Where an estimate lies in `space`; null where it has no value. A method that works there is taken at its word. */
export function placeIn(space: WorkingSpace, { cell, value, working }: CellEstimate): number | null {
  if (value === null) return null;
  return worksIn(space, { cell, value, working }) ? working : space.toWorking(cell.benchmark, value);
}

function worksIn(space: WorkingSpace, { cell, value, working }: Pick<CellEstimate, "cell" | "value" | "working">) {
  return working !== null && space.toScore(cell.benchmark, working) === value;
}

function combined(space: WorkingSpace, estimates: readonly CellEstimate[], weights: ArrayLike<number>): CellEstimate {
  const heard = estimates.flatMap((estimate, k) => {
    const place = placeIn(space, estimate);
    return place === null || weights[k]! <= 0 ? [] : [{ estimate, place, weight: weights[k]! }];
  });
  const first = heard[0]?.estimate;
  if (first === undefined) return estimates[0]!;
  const total = heard.reduce((sum, { weight }) => sum + weight, 0);
  const mean = heard.reduce((sum, { weight, place }) => sum + weight * place, 0) / total;
  const spread = heard.every(({ estimate }) => estimate.sd !== null && worksIn(space, estimate));
  const variance = heard.reduce(
    (sum, { estimate, place, weight }) => sum + weight * ((estimate.sd ?? 0) ** 2 + (place - mean) ** 2),
    0,
  );
  return {
    cell: first.cell,
    value: space.toScore(first.cell.benchmark, mean),
    working: mean,
    sd: spread ? Math.sqrt(variance / total) : null,
    support: first.support,
    ...(first.reason !== undefined && { reason: first.reason }),
  };
}
