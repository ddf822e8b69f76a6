import { blockSize, blockStream } from "../chance/rng-stream.ts";
import type { Interval, ReasonCode } from "../records.ts";
import {
  basicLimits,
  bcaLimits,
  biasCorrection,
  type Limits,
  percentileLimits,
  studentisedLimits,
  tLimits,
} from "./bootstrap-limits.ts";
import type { BootstrapEstimate, BootstrapMethod, ResolvedOptions } from "./bootstrap-options.ts";
import { type OrderStatistics, orderStatistics } from "./order-statistics.ts";
import { jackknifeAcceleration, type ProblemStatistic, type ResamplingProblem } from "./resampling-problem.ts";

/** Draw the replicates of a problem and read each statistic's intervals from them. One estimate per statistic. */
export function runBootstrap(problem: ResamplingProblem, options: ResolvedOptions): BootstrapEstimate[] {
  const plans = problem.statistics.map((statistic) => planFor(statistic, problem.units, options));
  const needDraws = plans.some(
    (plan) => typeof plan !== "string" && (plan.methods.some((m) => m !== "t") || options.keepReplicates),
  );
  const withSe = plans.some((plan) => typeof plan !== "string" && plan.methods.includes("studentised"));
  let count = options.resamples === "auto" ? 2000 : options.resamples;
  let replicates = needDraws ? drawReplicates(problem, options, count, withSe) : null;
  for (;;) {
    const estimates = plans.map((plan, s) => summarise(problem, s, plan, replicates, options));
    if (options.resamples !== "auto" || replicates === null || count >= 1e6 || estimates.every(isSettled))
      return estimates;
    count = Math.min(2 * count, 1e6);
    replicates = drawReplicates(problem, options, count, withSe);
  }
}

interface Replicates {
  /** One list of values per statistic. */
  values: Float64Array[];
  /** One list of standard errors per statistic, empty if not asked for. */
  errors: Float64Array[];
}

interface Plan {
  /** In the order in which they are tried for `ci`. */
  methods: readonly BootstrapMethod[];
  main: readonly BootstrapMethod[];
  notes: readonly string[];
}

function drawReplicates(
  problem: ResamplingProblem,
  options: ResolvedOptions,
  count: number,
  withSe: boolean,
): Replicates {
  const lists = () => problem.statistics.map(() => new Float64Array(count));
  const values = lists();
  const errors = withSe ? lists() : [];
  const out = new Float64Array(2 * problem.statistics.length);
  for (let start = 0; start < count; start += blockSize) {
    const rng = blockStream(options.rng, start);
    for (let b = start; b < Math.min(start + blockSize, count); b++) {
      problem.draw(rng, out, withSe);
      for (let s = 0; s < values.length; s++) {
        values[s]![b] = out[2 * s]!;
        if (withSe) errors[s]![b] = out[2 * s + 1]!;
      }
    }
  }
  return { values, errors };
}

/** Which methods to compute: the asked or default one, those it falls back on, and the extra ones. */
function planFor(statistic: ProblemStatistic, units: number, options: ResolvedOptions): Plan | ReasonCode {
  if (Number.isNaN(statistic.estimate)) return units === 0 ? "too-few" : "not-identified";
  if (units < 2) return "too-few";
  const chosen = options.method ?? defaultMethod(statistic.kind, units);
  if (chosen === null) return "too-few";
  const fallbacks: BootstrapMethod[] = chosen === "t" || chosen === "percentile" || chosen === "basic" ? [] : ["t"];
  if (chosen === "bca") fallbacks.unshift("studentised");
  const few = options.method === undefined && statistic.kind === "mean" && units < 5 ? ["few"] : [];
  return { methods: [...new Set([chosen, ...options.also])], main: [chosen, ...fallbacks], notes: few };
}

function defaultMethod(kind: ProblemStatistic["kind"], units: number): BootstrapMethod | null {
  if (kind === "plug-in") return units < 10 ? null : "bca";
  return units < 5 ? "t" : units <= 100 ? "studentised" : "bca";
}

function summarise(
  problem: ResamplingProblem,
  index: number,
  plan: Plan | ReasonCode,
  replicates: Replicates | null,
  options: ResolvedOptions,
): BootstrapEstimate {
  const statistic = problem.statistics[index]!;
  const known = !Number.isNaN(statistic.estimate);
  const base = {
    value: known ? statistic.estimate : null,
    se: statistic.se > 0 ? statistic.se : null,
    n: problem.units,
    resamples: replicates?.values[0]?.length ?? 0,
    bias: null,
    bootstrapSe: null,
    intervals: {},
    refused: [],
    bca: null,
    degenerate: 0,
  };
  if (typeof plan === "string") {
    return { ...base, ci: null, method: "bootstrap", reason: plan, notes: problem.notes };
  }
  const reader = limitReader(problem, index, replicates, options);
  const intervals: Partial<Record<BootstrapMethod, Interval>> = {};
  const refused: { method: BootstrapMethod; reason: ReasonCode }[] = [];
  const notes = new Set([...problem.notes, ...plan.notes]);

  const tryMethod = (method: BootstrapMethod): boolean => {
    if (intervals[method]) return true;
    if (refused.some((refusal) => refusal.method === method)) return false;
    const limits = reader.read(method);
    if (typeof limits === "string") refused.push({ method, reason: limits });
    else intervals[method] = toInterval(limits, method, base.resamples, options, notes);
    return typeof limits !== "string";
  };

  for (const method of plan.methods) tryMethod(method);
  const used = plan.main.find(tryMethod);
  for (const refusal of refused) notes.add(`${refusal.method} refused: ${refusal.reason}`);
  const method = used ?? plan.main[0]!;
  return {
    ...base,
    ci: used === undefined ? null : intervals[used]!,
    method: method === "t" ? "t" : `bootstrap ${method}`,
    ...(used === undefined ? { reason: refused.find((refusal) => refusal.method === plan.main[0])!.reason } : {}),
    notes: [...notes],
    ...reader.moments(),
    intervals,
    refused,
    bca: reader.bca(),
    degenerate: reader.degenerate(),
    ...(options.keepReplicates && replicates ? { replicates: replicates.values[index]! } : {}),
  };
}

/** Reads limits off the replicates of one statistic, sorting and jackknifing at most once. */
function limitReader(
  problem: ResamplingProblem,
  index: number,
  replicates: Replicates | null,
  options: ResolvedOptions,
) {
  const { estimate, se, df } = problem.statistics[index]!;
  const { level } = options;
  const all = replicates?.values[index] ?? new Float64Array(0);
  const usable = hasNaN(all) ? all.filter((value) => !Number.isNaN(value)) : all;
  const tooManyLost = all.length - usable.length > 0.01 * all.length;
  let sorted: OrderStatistics | null = null;
  let bca: BootstrapEstimate["bca"] = null;
  let lost = all.length - usable.length;

  function read(method: BootstrapMethod): Limits {
    if (method === "t") return tLimits(level, estimate, se, df);
    if (usable.length === 0 || tooManyLost) return "degenerate-resamples";
    sorted ??= orderStatistics(usable);
    if (isFlat(sorted)) return "no-variation";
    if (method === "percentile") return percentileLimits(sorted, level);
    if (method === "basic") return basicLimits(sorted, level, estimate);
    if (method === "studentised") return readStudentised();
    const z0 = biasCorrection(usable, estimate, options.z0);
    const acceleration = jackknifeAcceleration(problem.jackknife(index));
    if (Number.isFinite(z0) && Number.isFinite(acceleration)) bca = { z0, acceleration };
    return bcaLimits(sorted, level, z0, acceleration);
  }

  function readStudentised(): Limits {
    if (!(se > 0)) return se === 0 ? "no-variation" : "too-few";
    let errors = replicates?.errors[index];
    if (!errors) errors = drawReplicates(problem, options, all.length, true).errors[index]!;
    const pivots = new Float64Array(all.length);
    let kept = 0;
    for (let b = 0; b < all.length; b++) {
      const pivot = (all[b]! - estimate) / errors[b]!;
      if (errors[b]! > 1e-12 * se && !Number.isNaN(pivot)) pivots[kept++] = pivot;
    }
    lost = all.length - kept;
    if (lost > 0.01 * all.length) return "degenerate-resamples";
    return studentisedLimits(orderStatistics(pivots.subarray(0, kept)), level, estimate, se);
  }

  function moments() {
    if (usable.length === 0) return {};
    let centre = 0;
    for (let b = 0; b < usable.length; b++) centre += (usable[b]! - estimate) / usable.length;
    let squares = 0;
    for (let b = 0; b < usable.length; b++) squares += (usable[b]! - estimate - centre) ** 2;
    return { bias: centre, bootstrapSe: Math.sqrt(squares / (usable.length - 1)) };
  }

  return { read, moments, bca: () => bca, degenerate: () => lost };
}

function hasNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** All replicates equal up to rounding. */
function isFlat(sorted: OrderStatistics): boolean {
  const [least, most] = [sorted.at(0)!, sorted.at(sorted.length - 1)!];
  return most - least <= 1e-13 * Math.max(Math.abs(least), Math.abs(most));
}

function toInterval(
  limits: Exclude<Limits, string>,
  method: BootstrapMethod,
  resamples: number,
  options: ResolvedOptions,
  notes: Set<string>,
): Interval {
  const [floor, ceiling] = options.range ?? [-Infinity, Infinity];
  const low = Math.min(Math.max(limits.low, floor), ceiling);
  const high = Math.max(Math.min(limits.high, ceiling), floor);
  if (low !== limits.low || high !== limits.high) notes.add("clipped");
  const base = { low, high, level: options.level, method, sides: "two" as const };
  if (limits.error === null) return base;
  const stream = options.rng.stream.join("/");
  return { ...base, monteCarloError: limits.error, resamples, seed: options.rng.seed, stream };
}

/** The larger limit error is at most 2 % of the width, for the interval that is reported. */
function isSettled(estimate: BootstrapEstimate): boolean {
  const ci = estimate.ci;
  const error = ci?.monteCarloError;
  if (!ci || !error) return true;
  return Math.max(error.low!, error.high!) <= 0.02 * (ci.high! - ci.low!);
}
