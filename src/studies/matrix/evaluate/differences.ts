import type { BootstrapEstimate } from "../../../stats/bootstrap/bootstrap-options.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import { adjustPValues } from "../../../stats/multiplicity/adjust-p-values.ts";
import { signFlipTest } from "../../../stats/permutation/sign-flip-test.ts";
import { studentTQuantile } from "../../../stats/special/student-t.ts";
import { bootstrapClusters, meanStatistic } from "./clustered-statistics.ts";
import type { Clusters } from "./error-statistics.ts";
import type { ScoredCell } from "./scored-cells.ts";
import type { SettledValues } from "./settled-values.ts";

/** Mean normalised error of one predictor minus another's, on the same cells. Below 0: the first is better. */
export interface Difference {
  readonly first: string;
  readonly second: string;
  /** `common`: cells both answered themselves. `all`: after the fallback; `clipped`: after that and clipping. */
  readonly on: "common" | "all" | "clipped";
  readonly cells: number;
  readonly estimate: BootstrapEstimate;
  /** Sign flips of the models' totals. */
  readonly p: number | null;
  /** Holm, over all pairs on the same cells. */
  readonly pAdjusted: number | null;
  /** The difference found with 80 % power at 5 %; null with fewer than 2 models. */
  readonly mde: number | null;
}

interface Compared {
  readonly id: string;
  readonly values: SettledValues;
}

/** Every pair of predictors, paired by cell, clustered by model. */
export function differences(
  predictors: readonly Compared[],
  cells: readonly ScoredCell[],
  clusters: Clusters,
  draw: { readonly rng: Rng; readonly resamples: number; readonly level: number },
): Difference[] {
  return (["common", "all", "clipped"] as const).flatMap((on) => {
    const pairs = predictors.flatMap((first, i) =>
      predictors.slice(i + 1).map((second) => ({
        first: first.id,
        second: second.id,
        gaps: gapsOf(first.values, second.values, cells, on),
      })),
    );
    const statistics = Object.fromEntries(
      pairs.map(({ gaps }, i) => [String(i), meanStatistic(gaps, clusters.of, clusters.models.length)]),
    );
    const estimates = bootstrapClusters(clusters.models.length, statistics, draw);
    const p = pairs.map(({ gaps }) => flipModels(gaps, clusters, draw.rng));
    const adjusted = adjustPValues(p, { method: "holm" });
    return pairs.map(({ first, second, gaps }, i) => ({
      first,
      second,
      on,
      cells: gaps.filter((gap) => gap !== null).length,
      estimate: estimates[String(i)]!,
      p: p[i]!,
      pAdjusted: adjusted[i]!,
      mde: detectable(estimates[String(i)]!, clusters.models.length),
    }));
  });
}

function gapsOf(
  first: SettledValues,
  second: SettledValues,
  cells: readonly ScoredCell[],
  on: Difference["on"],
): (number | null)[] {
  const side = on === "common" ? "own" : on === "all" ? "value" : "clipped";
  return cells.map(({ truth, span }, i) => {
    const [a, b] = [first[side][i]!, second[side][i]!];
    return a === null || b === null ? null : (100 * (Math.abs(a - truth) - Math.abs(b - truth))) / span;
  });
}

function flipModels(gaps: readonly (number | null)[], clusters: Clusters, rng: Rng): number | null {
  const totals = new Float64Array(clusters.models.length);
  for (const [i, gap] of gaps.entries()) totals[clusters.of[i]!]! += gap ?? 0;
  return signFlipTest(totals, { rng: rng.fork("sign flips") }).p;
}

function detectable({ se }: BootstrapEstimate, models: number): number | null {
  if (se === null || models < 2) return null;
  return (studentTQuantile(0.975, models - 1) + studentTQuantile(0.8, models - 1)) * se;
}
