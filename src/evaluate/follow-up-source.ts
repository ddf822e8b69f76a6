import type { WorkItem } from "../run/schedule/types.ts";

export interface FollowUpSource extends AsyncIterator<WorkItem> {
  /** A further question that an answer made necessary. */
  push(item: WorkItem): void;
  /** Tells that one item that was handed out has been settled. */
  settled(): void;
}

/**
 * First questions come from `rows`; what an answer makes necessary (a re-ask, a further turn) is pushed. The source ends when the rows
 * are used up and everything handed out has been settled, because until then more may come.
 */
export function followUpSource(rows: AsyncIterator<WorkItem>): FollowUpSource {
  const again: WorkItem[] = [];
  let exhausted = false;
  let outstanding = 0;
  let wake: (() => void) | null = null;
  const notify = () => {
    wake?.();
    wake = null;
  };
  return {
    push(item) {
      again.push(item);
      notify();
    },
    settled() {
      outstanding--;
      notify();
    },
    async next() {
      for (;;) {
        const next = again.pop();
        if (next) {
          outstanding++;
          return { done: false, value: next };
        }
        if (!exhausted) {
          const step = await rows.next();
          if (!step.done) {
            outstanding++;
            return step;
          }
          exhausted = true;
          continue;
        }
        if (outstanding === 0) return { done: true, value: undefined };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async return() {
      await rows.return?.();
      return { done: true, value: undefined };
    },
  };
}
