/** A call the limiter has let out. `epoch` tells whether it began before the last cut. */
export interface Permit {
  readonly epoch: number;
  readonly probe: boolean;
}

export interface LimiterSnapshot {
  readonly limit: number;
  readonly inFlight: number;
  /** When the account opens again, or 0. */
  readonly shutUntil: number;
  readonly probing: boolean;
}

export interface Limiter {
  /** null when a call may start now; else the time to ask again, or Infinity for "when a call ends". */
  whenFree(now: number): number | null;
  start(now: number): Permit;
  end(permit: Permit): void;
  success(permit: Permit, now: number): void;
  /** A 429. `retryAfterMs` shuts the whole account for that long; null cuts only. */
  limited(permit: Permit, retryAfterMs: number | null, now: number): void;
  /** A 5xx or a time-out: growth waits, nothing is cut. */
  trouble(): void;
  snapshot(): LimiterSnapshot;
}

const episodeMs = 15_000;
const longestGapMs = 65_000;
const firstGapMs = 1_000;

/**
 * Adaptive concurrency and Retry-After gate of one account. Additive increase, multiplicative decrease: doubles per
 * clean round until the first limit, then +max(1, 5 %); a 429 cuts by a fifth, once per episode. Calls that began
 * before a cut neither cut again nor count to growth. While shut nothing starts; on opening one probe goes first.
 * At a limit of 1 further 429s shut the gate for doubling gaps. Times are milliseconds of one monotonic clock.
 */
export function limiter(options: {
  start: number;
  ceiling: number;
  onChange?: (from: number, to: number, why: string) => void;
}): Limiter {
  let limit = Math.max(1, Math.min(options.start, options.ceiling));
  let inFlight = 0;
  let peak = 0;
  let clean = 0;
  let epoch = 0;
  let everLimited = false;
  let episodeEnd = Number.NEGATIVE_INFINITY;
  let shutUntil = 0;
  let mustProbe = false;
  let probing = false;
  let gapMs = firstGapMs;

  const change = (to: number, why: string) => {
    if (to === limit) return;
    options.onChange?.(limit, to, why);
    limit = to;
  };
  const grow = () => {
    change(
      Math.min(options.ceiling, everLimited ? limit + Math.max(1, Math.floor(limit * 0.05)) : limit * 2),
      "clean round",
    );
    clean = 0;
    peak = inFlight;
  };
  return {
    whenFree(now) {
      if (now < shutUntil) return shutUntil;
      if (mustProbe && probing) return Number.POSITIVE_INFINITY;
      return inFlight < limit ? null : Number.POSITIVE_INFINITY;
    },
    start() {
      inFlight++;
      peak = Math.max(peak, inFlight);
      const probe = mustProbe;
      if (probe) probing = true;
      return { epoch, probe };
    },
    end(permit) {
      inFlight--;
      if (permit.probe) probing = false;
    },
    success(permit) {
      if (permit.probe) {
        mustProbe = false;
        gapMs = firstGapMs;
      }
      if (permit.epoch !== epoch) return;
      clean++;
      if (clean >= Math.max(limit, 4) && peak >= 0.8 * limit && limit < options.ceiling) grow();
    },
    limited(permit, retryAfterMs, now) {
      let waitMs = retryAfterMs;
      if (permit.epoch === epoch) {
        clean = 0;
        if (limit === 1 && waitMs === null) {
          waitMs = gapMs;
          gapMs = Math.min(longestGapMs, gapMs * 2);
        }
        if (now >= episodeEnd) {
          epoch++;
          everLimited = true;
          peak = 0;
          episodeEnd = now + Math.max(episodeMs, retryAfterMs ?? 0);
          change(Math.max(1, Math.min(limit - 1, Math.floor(limit * 0.8))), "429");
        }
      }
      if (waitMs !== null && waitMs > 0) {
        shutUntil = Math.max(shutUntil, now + waitMs);
        mustProbe = true;
      }
    },
    trouble() {
      clean = 0;
    },
    snapshot: () => ({ limit, inFlight, shutUntil, probing: mustProbe }),
  };
}
