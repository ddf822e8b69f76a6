import { singularValues } from "../../../linalg/factor/svd.ts";
import type { Imputed } from "../../../linalg/masked/impute.ts";
import { hardImpute, softImputePath } from "../../../linalg/masked/impute.ts";
import type { MaskedMatrix } from "../../../linalg/masked/masked-matrix.ts";
import type { MethodNote, Predictor } from "../predictor.ts";
import { type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";
import { denseTable } from "./dense-table.ts";
import { estimateInSpace } from "./estimate-cells.ts";

const published: WorkingSpaceOptions = { rule: "range", standardise: "plain" };
const source = "Mazumder, Hastie & Tibshirani 2010, Spectral regularization algorithms for learning large matrices";

/**
 * The best table of that rank that agrees with what is visible, found by filling and cutting in turns. Its hundred rounds
 * are part of the published method, which seldom settles within them, so reaching the last one is no fault of a fit.
 */
export function svdLogit(rank: number, space: WorkingSpaceOptions = {}): Predictor {
  const note = {
    title: "Low-rank completion",
    summary:
      "Hard imputation of the z-scored logits: holes are filled from the leading singular vectors, over and over.",
    constants: { rank, tolerance: 1e-4, max_rounds: 100 },
    source,
  };
  return imputing(rank === 2 ? "svd-logit" : `svd-logit:${rank}`, note, space, (table) => ({
    ...hardImpute(table, { rank: Math.min(rank, table.values.rows, table.values.cols) }),
    converged: true,
  }));
}

/** As `svdLogit` with all singular values lowered by λ instead of few kept, along a path of falling penalties. */
export function softImputed(lambda: number, space: WorkingSpaceOptions = {}): Predictor {
  const note = {
    title: "Shrunken completion",
    summary: "Soft imputation of the z-scored logits: singular values are lowered by a penalty, reached along a path.",
    constants: { lambda, path: pathSteps, tolerance: 1e-4, max_rounds: 100 },
    source,
  };
  return imputing(lambda === 3 ? "soft-impute" : `soft-impute:${lambda}`, note, space, (table) => {
    const largest = Math.max(lambda, singularValues(table.values)[0] ?? 0);
    const steps = lambda > 0 && largest > lambda ? pathSteps : 0;
    const path = Array.from({ length: steps }, (_, k) => largest * (lambda / largest) ** (k / steps));
    return softImputePath(table, [...path, lambda]).at(-1)!;
  });
}

const pathSteps = 5;

function imputing(
  id: string,
  note: MethodNote,
  space: WorkingSpaceOptions,
  complete: (table: MaskedMatrix) => Imputed,
): Predictor {
  return {
    id,
    describe: () => note,
    fit(view, { signal }) {
      signal?.throwIfAborted();
      const working = workingSpace(view, { ...published, ...space });
      const { approximation, converged } = complete(denseTable(working));
      const width = view.benchmarks.length;
      return {
        converged,
        predict: (cells) =>
          estimateInSpace(view, working, cells, (i, j) => ({
            mean: approximation.data[i * width + j]!,
            variance: null,
          })),
      };
    },
  };
}
