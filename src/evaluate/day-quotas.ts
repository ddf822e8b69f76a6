import type { ResolvedModel } from "../providers/provider.ts";
import { type DayQuota, dayQuota, quotaSliceMs } from "../run/schedule/day-quota.ts";
import { type AccountLedger, openAccountLedger } from "../store/quota-ledger.ts";
import type { Workspace } from "../store/workspace.ts";

/** The daily limits of the models that declare some, counted over all runs of the workspace. */
export interface DayQuotas {
  of(model: ResolvedModel): DayQuota | null;
  close(): Promise<void>;
}

/** Opens the ledgers of the accounts that need one. Without a declared zone the last 24 hours count. */
export async function openDayQuotas(
  openWorkspace: () => Promise<Workspace>,
  models: readonly ResolvedModel[],
  now: () => number,
): Promise<DayQuotas> {
  const limited = models.filter(({ limits }) => limits.rpd !== null || limits.tpd !== null);
  const ledgers = new Map<string, AccountLedger>();
  const quotas = new Map<string, DayQuota>();
  for (const { id, account, model, limits, entry } of limited) {
    const ledger =
      ledgers.get(account) ?? (await openAccountLedger(await openWorkspace(), account, { sliceMs: quotaSliceMs, now }));
    ledgers.set(account, ledger);
    quotas.set(id, dayQuota(limits, entry.quotaReset ?? "rolling", ledger.of(model)));
  }
  return {
    of: ({ id }) => quotas.get(id) ?? null,
    async close() {
      for (const ledger of ledgers.values()) await ledger.close();
    },
  };
}
