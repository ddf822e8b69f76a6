import { bootstrap } from "../../../../stats/bootstrap/bootstrap.ts";
import type { BootstrapEstimate } from "../../../../stats/bootstrap/bootstrap-options.ts";
import type { Rng } from "../../../../stats/chance/rng.ts";
import { normalCdf } from "../../../../stats/special/normal-distribution.ts";
import type { ResponseMatrix } from "./response-matrix.ts";
import { tvdMi } from "./tvd-mi.ts";

/**
 * W less what independent runs would show, with a bootstrap interval over runs: BCa from 10 runs, below that t with the
 * jackknife's standard error. Two draws of one run are no pair, since a run agrees with itself; and each draw's null mean
 * follows its own shares of yes. Null with a reason under 3 runs.
 */
export function correctedAgreement(
  matrix: Pick<ResponseMatrix, "answers" | "runs">,
  nullMean: number,
  options: { readonly rng: Rng; readonly resamples: number; readonly level?: number },
): BootstrapEstimate {
  const { information } = tvdMi(matrix);
  const n = matrix.runs.length;
  const unit = nullMean / expectedAgreement(matrix.answers, new Int32Array(n).fill(1));
  const drawn = new Int32Array(n);
  const statistic = (runs: Float64Array): number | null => {
    drawn.fill(0);
    for (const run of runs) drawn[run]!++;
    const mean = meanOverDifferentRuns(information, drawn);
    return mean === null ? null : mean - unit * expectedAgreement(matrix.answers, drawn);
  };
  return bootstrap(
    Float64Array.from({ length: n }, (_, run) => run),
    statistic,
    {
      rng: options.rng,
      resamples: options.resamples,
      level: options.level ?? 0.95,
      ...(n < 10 ? { method: "t" as const } : {}),
    },
  );
}

/** Mean information over pairs of two different runs, each pair as often as it was drawn. */
function meanOverDifferentRuns(information: readonly Float64Array[], drawn: Int32Array): number | null {
  let [sum, pairs] = [0, 0];
  for (let i = 1; i < drawn.length; i++) {
    if (drawn[i] === 0) continue;
    for (let j = 0; j < i; j++) {
      const times = drawn[i]! * drawn[j]!;
      if (times === 0) continue;
      sum += times * information[i]![j]!;
      pairs += times;
    }
  }
  return pairs === 0 ? null : sum / pairs;
}

/**
 * E[2|P̂₁₁ − p̂ᵢp̂ⱼ|] of two different runs whose answers to each query are dealt out anew, by treating the empirical
 * covariance as normal with the moments of its linear part. Close, not exact: only its ratio between draws is used.
 */
function expectedAgreement(answers: readonly Uint8Array[], drawn: Int32Array): number {
  let [total, squares] = [0, 0];
  for (const times of drawn) [total, squares] = [total + times, squares + times ** 2];
  const pairs = total ** 2 - squares;
  const shares = answers.map((row) => {
    let [yes, yesSquares] = [0, 0];
    for (let run = 0; run < row.length; run++) {
      if (row[run] === 0) continue;
      yes += drawn[run]!;
      yesSquares += drawn[run]! ** 2;
    }
    return { one: (total * yes - yesSquares) / pairs, both: (yes ** 2 - yesSquares) / pairs };
  });
  const centre = shares.reduce((sum, { one }) => sum + one, 0) / shares.length;
  let [mean, variance] = [0, 0];
  for (const { one, both } of shares) {
    const product = both - 2 * centre * one + centre ** 2;
    const neither = 1 - 2 * one + both;
    mean += product;
    variance +=
      both * (1 - centre) ** 4 + 2 * (one - both) * (centre * (1 - centre)) ** 2 + neither * centre ** 4 - product ** 2;
  }
  mean /= shares.length;
  const sd = Math.sqrt(Math.max(0, variance)) / shares.length;
  if (sd === 0) return 2 * Math.abs(mean);
  const ratio = mean / sd;
  return 2 * (sd * Math.sqrt(2 / Math.PI) * Math.exp((-ratio * ratio) / 2) + mean * (1 - 2 * normalCdf(-ratio)));
}
