import { type Limiter, limiter } from "./limiter.ts";

export interface Account {
  readonly id: string;
  readonly limiter: Limiter;
}

const startLimit = 20;

/** One limiter per account; its ceiling is the sum of the caps of the models that share it, at most `concurrency`. */
export function accountsOf(
  models: readonly { readonly account: string; readonly concurrency: number }[],
  concurrency: number,
  onLimit: (account: string, from: number, to: number, why: string) => void,
): Map<string, Account> {
  const caps = new Map<string, number>();
  for (const model of models) caps.set(model.account, (caps.get(model.account) ?? 0) + model.concurrency);
  return new Map(
    [...caps].map(([id, cap]) => {
      const ceiling = Math.max(1, Math.min(cap, concurrency));
      const gate = limiter({ start: startLimit, ceiling, onChange: (from, to, why) => onLimit(id, from, to, why) });
      return [id, { id, limiter: gate }];
    }),
  );
}
