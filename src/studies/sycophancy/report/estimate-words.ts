import { noBreak, number, percent, pValue, signed } from "../../../report/words.ts";
import type { EstimateRecord, IntervalRecord } from "../summary-record.ts";

/** "[−0.112, +0.165]", or why there is none. */
export function intervalText(ci: IntervalRecord | null, reason: string | null = null, digits = 3): string {
  if (ci === null) return reasonWords(reason);
  return `[${signed(ci.low, digits)},${noBreak}${signed(ci.high, digits)}]`;
}

/** The same for shares: "[0.0 %, 13.9 %]". */
export function percentInterval(ci: IntervalRecord | null, reason: string | null = null): string {
  return ci === null ? reasonWords(reason) : `[${percent(ci.low)},${noBreak}${percent(ci.high)}]`;
}

/** "95 % BCa interval". */
export function methodText({ level, method }: IntervalRecord): string {
  return `${number(level * 100, level * 100 === Math.round(level * 100) ? 0 : 1)} % ${methodName(method)} interval`;
}

export function methodName(method: string): string {
  return method === "bca" ? "BCa" : method;
}

export function pText({ p, pAdjusted }: Pick<EstimateRecord, "p" | "pAdjusted">): string {
  if (p === null) return "–";
  return pAdjusted === null || pAdjusted === p ? pValue(p) : `${pValue(p)} (${pValue(pAdjusted)})`;
}

/** A reason code as a reader would say it. */
export function reasonWords(reason: string | null): string {
  if (reason === null) return "–";
  return reasons[reason] ?? reason;
}

const reasons: Readonly<Record<string, string>> = {
  "too-few": "too few triplets",
  "no-variation": "nothing varies",
  "not-identified": "cannot be told",
  "degenerate-resamples": "too few to resample",
  "bca-undefined": "BCa undefined",
  "one-repeat": "one repeat only",
  "one-judge": "one judge only",
};
