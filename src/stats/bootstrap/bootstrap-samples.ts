import type { Rng } from "../chance/rng.ts";
import { meanOf } from "../describe/moments.ts";
import { finiteCopy } from "../input-checks.ts";
import type { RowsStatistic } from "./bootstrap.ts";
import { type BootstrapEstimate, type BootstrapOptions, resolveOptions } from "./bootstrap-options.ts";
import { jackknifeSe, type ResamplingProblem } from "./resampling-problem.ts";
import { runBootstrap } from "./run-bootstrap.ts";

/**
 * Bootstrap of a statistic of several independent samples, each drawn alone at its own size, in the order given. BCa's
 * acceleration weighs every sample's leave-one-out values by that sample's size. A sample of one: `too-few`.
 */
export function bootstrapSamples(
  samples: readonly ArrayLike<number>[],
  statistic: RowsStatistic,
  options: BootstrapOptions,
): BootstrapEstimate {
  const lists = samples.map((sample, i) => finiteCopy(`samples[${i}]`, sample));
  return runBootstrap(samplesProblem(lists, statistic), resolveOptions(options))[0]!;
}

/**
 * Bootstrap interval of mean(a) − mean(b) for two independent samples, in their unit. Studentised by Welch's standard
 * error when both have 5 or more, else t with Welch's degrees of freedom.
 */
export function bootstrapDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions,
): BootstrapEstimate {
  const lists = [finiteCopy("a", a), finiteCopy("b", b)];
  const problem = samplesProblem(lists, (x, y) => meanOf(x!) - meanOf(y!), welchError);
  const method = options.method ?? (Math.min(a.length, b.length) >= 5 ? "studentised" : "t");
  return runBootstrap(problem, resolveOptions({ ...options, method }))[0]!;
}

type StandardError = (lists: readonly Float64Array[]) => { se: number; df: number };

function samplesProblem(
  lists: readonly Float64Array[],
  statistic: RowsStatistic,
  closedForm?: StandardError,
): ResamplingProblem {
  const buffers = lists.map((list) => new Float64Array(list.length));
  const short = lists.length === 0 || lists.some((list) => list.length < 2);
  const value = (samples: readonly Float64Array[]): number => {
    const result = samples.some((sample) => sample.length === 0) ? null : statistic(...samples);
    return result === null || !Number.isFinite(result) ? Number.NaN : result;
  };
  const leaveOut = (samples: readonly Float64Array[]) =>
    samples.map((sample, j) =>
      Float64Array.from(sample, (_, i) => {
        const rest = sample.filter((_, place) => place !== i);
        return value(samples.map((other, k) => (k === j ? rest : other)));
      }),
    );
  const jackknifed: StandardError = (samples) => ({
    se: jackknifeSe(leaveOut(samples)),
    df: samples.reduce((total, sample) => total + sample.length - 1, 0),
  });
  const errorOf = closedForm ?? jackknifed;

  function draw(rng: Rng, out: Float64Array, withSe: boolean): void {
    lists.forEach((list, j) => {
      const buffer = buffers[j]!;
      for (let i = 0; i < list.length; i++) buffer[i] = list[rng.integer(list.length)]!;
    });
    out[0] = value(buffers);
    if (withSe) out[1] = errorOf(buffers).se;
  }

  const estimate = value(lists);
  const { se, df } = short ? { se: Number.NaN, df: 0 } : errorOf(lists);
  return {
    statistics: [{ estimate, se: se <= 1e-14 * Math.abs(estimate) ? 0 : se, df, kind: "plug-in" }],
    units: short ? Math.min(1, ...lists.map((list) => list.length)) : lists.reduce((n, list) => n + list.length, 0),
    notes: [],
    draw,
    jackknife: () => leaveOut(lists),
  };
}

/** √(s₁²/n₁ + s₂²/n₂) with Satterthwaite's degrees of freedom. */
function welchError(lists: readonly Float64Array[]): { se: number; df: number } {
  const parts = lists.map((list) => {
    const centre = meanOf(list);
    let squares = 0;
    for (const value of list) squares += (value - centre) ** 2;
    return { variance: squares / (list.length - 1) / list.length, df: list.length - 1 };
  });
  const total = parts.reduce((sum, part) => sum + part.variance, 0);
  const df = total ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.df, 0);
  return { se: Math.sqrt(total), df };
}
