export interface WakeTimer {
  /** Asks to be woken at `time` (of the same clock); the earliest asked for counts. */
  at(time: number): void;
  clear(): void;
}

/** One timer for many wishes: fires once, at the earliest. */
export function wakeTimer(now: () => number, fire: () => void): WakeTimer {
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  return {
    at(time) {
      if (time >= due || !Number.isFinite(time)) return;
      clearTimeout(timer);
      due = time;
      timer = setTimeout(
        () => {
          due = Number.POSITIVE_INFINITY;
          fire();
        },
        Math.max(1, Math.ceil(time - now())),
      );
    },
    clear: () => clearTimeout(timer),
  };
}
