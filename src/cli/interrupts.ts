import type { Io } from "./io.ts";

/** The first Ctrl-C stops starting new work, the second ends what is in flight. SIGTERM counts as the first. */
export function interrupts(io: Io): {
  stop: AbortSignal;
  abort: AbortSignal;
  readonly interrupted: boolean;
  release(): void;
} {
  const stop = new AbortController();
  const abort = new AbortController();
  let interrupted = false;
  const onSignal = () => {
    if (interrupted) abort.abort();
    else {
      interrupted = true;
      io.err("\nStopping: finishing what is in flight (10 s). Press Ctrl-C again to end now.\n");
      stop.abort();
    }
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    stop: stop.signal,
    abort: abort.signal,
    get interrupted() {
      return interrupted;
    },
    release() {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
