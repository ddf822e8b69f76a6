import type { Io } from "../io.ts";

/** One line on stderr that says what is going on, redrawn in place; nothing where there is no terminal. */
export function showSteps(io: Io): { show(text: string): void; stop(): void } {
  if (!io.live) return { show: () => {}, stop: () => {} };
  let drawn = false;
  let last = 0;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      drawn = true;
      io.err(`\r\u001b[K${text.slice(0, io.width - 1)}`);
    },
    stop() {
      if (drawn) io.err("\r\u001b[K");
    },
  };
}
