import { requireCount, requireFinite, requireOpenShare } from "../input-checks.ts";
import type { Estimate, TestResult } from "../records.ts";
import { chiSquareSurvival } from "../special/chi-square.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import type { Curve } from "./curve.ts";

/** A waiting time; `reached` false when it was still running at `time`. */
export interface Duration {
  time: number;
  reached: boolean;
}

/**
 * The first step at which a curve is at or beyond the threshold and stays there for `hold` points (default 1), by linear
 * interpolation between the points around it. Not reached: censored at the last step, never a guess.
 */
export function timeToThreshold(
  { steps, values }: Curve,
  threshold: number,
  options: { hold?: number; direction?: "higher" | "lower" } = {},
): Duration | null {
  requireFinite("threshold", threshold);
  const hold = requireCount("hold", options.hold ?? 1, 1);
  if (steps.length === 0) return null;
  const reached = (value: number) => (options.direction === "lower" ? value <= threshold : value >= threshold);
  for (let i = 0; i + hold <= values.length; i++) {
    if (!values.subarray(i, i + hold).every(reached)) continue;
    if (i === 0 || reached(values[i - 1]!)) return { time: steps[i]!, reached: true };
    const share = (threshold - values[i - 1]!) / (values[i]! - values[i - 1]!);
    return { time: steps[i - 1]! + share * (steps[i]! - steps[i - 1]!), reached: true };
  }
  return { time: steps.at(-1)!, reached: false };
}

/** Share still waiting after each time at which something was reached, with Greenwood's variance of its log. */
export function kaplanMeier(durations: readonly Duration[]): { time: number; survival: number; greenwood: number }[] {
  const sorted = durations.map(checked).sort((a, b) => a.time - b.time);
  const steps: { time: number; survival: number; greenwood: number }[] = [];
  let [survival, greenwood] = [1, 0];
  for (let i = 0; i < sorted.length; ) {
    const time = sorted[i]!.time;
    const group = sorted.filter((duration) => duration.time === time);
    const atRisk = sorted.length - i;
    const events = group.filter((duration) => duration.reached).length;
    if (events > 0) {
      survival *= 1 - events / atRisk;
      greenwood += atRisk === events ? Infinity : events / (atRisk * (atRisk - events));
      steps.push({ time, survival, greenwood });
    }
    i += group.length;
  }
  return steps;
}

/**
 * Median waiting time by Kaplan and Meier (1958): the first time at which at most half still wait, with the interval that
 * inverts log–log limits of the survival curve (Brookmeyer and Crowley 1982). Half never reached: `censored`; a limit
 * that is never reached is open.
 */
export function medianDuration(durations: readonly Duration[], options: { level?: number } = {}): Estimate {
  const level = requireOpenShare("level", options.level ?? 0.95);
  const n = durations.length;
  const method = "Kaplan-Meier median, log-log limits";
  const base = { se: null, method, n, notes: [] };
  if (n === 0) return { ...base, value: null, ci: null, reason: "too-few" };
  const curve = kaplanMeier(durations);
  const value = curve.find((step) => step.survival <= 0.5 + 1e-12)?.time ?? null;
  const z = normalQuantile((1 + level) / 2);
  const limit = (side: 1 | -1) =>
    curve.find(({ survival, greenwood }) => {
      if (survival <= 0) return true;
      const spread = (z * Math.sqrt(greenwood)) / Math.abs(Math.log(survival));
      return survival ** Math.exp(side * spread) <= 0.5 + 1e-12;
    })?.time ?? null;
  if (value === null) return { ...base, value, ci: null, reason: "censored" };
  const [low, high] = [limit(1), limit(-1)];
  if (low === high) return { ...base, value, ci: null, reason: n < 2 ? "too-few" : "no-variation" };
  const sides = high === null ? ("lower" as const) : ("two" as const);
  return { ...base, value, ci: { low, high, level, method, sides } };
}

/** Log-rank test (Mantel 1966) that two groups wait equally long; χ² with 1 df. Nothing ever reached: `censored`. */
export function logRank(a: readonly Duration[], b: readonly Duration[]): TestResult {
  const rows = [...a.map((d) => ({ ...checked(d), first: true })), ...b.map((d) => ({ ...checked(d), first: false }))];
  const n = rows.length;
  const frame = { alternative: "two-sided", convention: "upper-tail", exact: false, n, ties: 0, zeros: 0 } as const;
  const method = "log-rank";
  if (a.length === 0 || b.length === 0) return { ...frame, statistic: null, p: null, method, reason: "too-few" };
  const times = [...new Set(rows.filter((row) => row.reached).map((row) => row.time))].sort((x, y) => x - y);
  let [excess, variance] = [0, 0];
  for (const time of times) {
    const risk = rows.filter((row) => row.time >= time);
    const events = risk.filter((row) => row.time === time && row.reached);
    const share = risk.filter((row) => row.first).length / risk.length;
    excess += events.filter((row) => row.first).length - events.length * share;
    if (risk.length > 1) {
      variance += (events.length * share * (1 - share) * (risk.length - events.length)) / (risk.length - 1);
    }
  }
  if (!(variance > 0)) return { ...frame, statistic: null, p: null, method, reason: "censored" };
  const statistic = excess ** 2 / variance;
  return { ...frame, statistic, df: 1, p: chiSquareSurvival(statistic, 1), method };
}

function checked(duration: Duration): Duration {
  requireFinite("time", duration.time);
  return duration;
}
