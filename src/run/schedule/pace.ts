import type { RateWindow } from "../../providers/provider.ts";

/** Spreads what is left of a nearly used window over the time until it resets. */
export interface Pace {
  observe(windows: readonly RateWindow[], tokensPerCall: number, now: number): void;
  /** When the next call may start; `now` or earlier: at once. */
  whenFree(now: number): number;
  started(now: number): void;
}

const nearlyUsed = 0.1;
/** Longer windows are quotas: spreading the rest of a day would leave a run standing that could be done. */
const longestWindowMs = 120_000;

/** One model's pace by its service's own count. Without headers, or with plenty left, calls start freely. */
export function pace(): Pace {
  let gapMs = 0;
  let untilMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    observe(windows, tokensPerCall, now) {
      let widest = 0;
      let until = 0;
      for (const { kind, remaining, limit, resetMs } of windows) {
        if (resetMs <= 0 || resetMs > longestWindowMs || remaining >= nearlyUsed * limit) continue;
        const calls = kind === "tokens" ? remaining / Math.max(1, tokensPerCall) : remaining;
        widest = Math.max(widest, resetMs / Math.max(1, calls));
        until = Math.max(until, now + resetMs);
      }
      gapMs = widest;
      untilMs = until;
    },
    whenFree: (now) => (now >= untilMs ? now : Math.min(untilMs, lastMs + gapMs)),
    started(now) {
      lastMs = now;
    },
  };
}
