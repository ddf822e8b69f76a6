export interface OutputQueue<T> extends AsyncIterable<T> {
  push(value: T): void;
  end(): void;
  fail(error: unknown): void;
  size(): number;
  /** Called when the reader has emptied the queue. */
  onTaken: (() => void) | undefined;
}

/** A queue from callbacks to one async reader. */
export function outputQueue<T>(): OutputQueue<T> {
  let values: T[] = [];
  let taken = 0;
  let ended = false;
  let failure: { error: unknown } | null = null;
  let wake: (() => void) | null = null;
  const notify = () => {
    wake?.();
    wake = null;
  };
  const queue: OutputQueue<T> = {
    onTaken: undefined,
    size: () => values.length - taken,
    push(value) {
      values.push(value);
      notify();
    },
    end() {
      ended = true;
      notify();
    },
    fail(error) {
      failure = { error };
      notify();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (taken < values.length) {
          yield values[taken++]!;
          if (taken === values.length) {
            values = [];
            taken = 0;
            queue.onTaken?.();
          }
        }
        if (failure) throw failure.error;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
  return queue;
}
