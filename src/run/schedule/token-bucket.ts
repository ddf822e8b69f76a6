export interface TokenBucket {
  /** null when `amount` may be taken now, else when it may. */
  whenFree(amount: number, now: number): number | null;
  take(amount: number, now: number): void;
  /** Gives back (positive) or takes (negative) the difference once the true amount is known. */
  settle(difference: number, now: number): void;
}

/**
 * At most `perMinute` in any 60 seconds: a burst of a tenth at once, the rest evenly. Amounts larger than the burst go
 * when the bucket is full and leave it in debt.
 */
export function tokenBucket(perMinute: number, now: number): TokenBucket {
  const capacity = Math.max(1, Math.floor(perMinute / 10));
  const perMs = (capacity === 1 ? perMinute : perMinute - capacity) / 60_000;
  let level = capacity;
  let at = now;
  const refill = (time: number) => {
    level = Math.min(capacity, level + (time - at) * perMs);
    at = time;
  };
  return {
    whenFree(amount, time) {
      refill(time);
      const missing = Math.min(amount, capacity) - level;
      return missing <= 1e-9 ? null : time + Math.ceil(missing / perMs);
    },
    take(amount, time) {
      refill(time);
      level -= amount;
    },
    settle(difference, time) {
      refill(time);
      level = Math.min(capacity, level + difference);
    },
  };
}
