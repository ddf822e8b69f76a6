import { dayWindow } from "./day-window.ts";

/** Requests and tokens used on one account by one model, in quarter hours. Kept by whoever makes the quota. */
export interface QuotaLedger {
  /** Every quarter hour with use that begins at or after `sinceMs`, oldest first. */
  used(sinceMs: number): readonly QuotaUse[];
  /** Adds to the quarter hour of `atMs`; negative amounts give back. */
  add(atMs: number, requests: number, tokens: number): void;
}

export interface QuotaUse {
  readonly startMs: number;
  readonly requests: number;
  readonly tokens: number;
}

/** What one model may use in a day. Times are of the wall clock, in milliseconds. */
export interface DayQuota {
  /** null when a call of so many tokens may start now, else when one may, and which limit is used up. */
  whenFree(tokens: number, wallMs: number): { untilMs: number; why: string } | null;
  take(tokens: number, wallMs: number): void;
  /** Corrects what was taken once the call has ended. A call the service did not count gives its request back. */
  settle(tokensDifference: number, counted: boolean, wallMs: number): void;
}

export const quotaSliceMs = 900_000;
const dayMs = 86_400_000;

/**
 * Requests and tokens a day. `reset` is a zone whose midnight begins the day, or "rolling" for the last 24 hours, in
 * which a quarter hour counts until all of it is older than that.
 */
export function dayQuota(
  limits: { readonly rpd: number | null; readonly tpd: number | null },
  reset: string,
  ledger: QuotaLedger,
): DayQuota {
  const rolling = reset === "rolling";
  return {
    whenFree(tokens, wallMs) {
      const { startMs, endMs } = rolling
        ? { startMs: wallMs - dayMs - quotaSliceMs + 1, endMs: 0 }
        : dayWindow(reset, wallMs);
      const used = ledger.used(startMs);
      const late = [
        lateness("requests", limits.rpd, 1, used, endMs),
        lateness("tokens", limits.tpd, Math.min(tokens, limits.tpd ?? 0), used, endMs),
      ].filter((one) => one !== null);
      if (late.length === 0) return null;
      const last = late.reduce((a, b) => (a.untilMs >= b.untilMs ? a : b));
      const window = rolling ? "in the last 24 hours" : `today (${reset})`;
      return { untilMs: last.untilMs, why: `${last.used} of ${last.limit} ${last.what} used ${window}` };
    },
    take: (tokens, wallMs) => ledger.add(wallMs, 1, tokens),
    settle: (difference, counted, wallMs) => ledger.add(wallMs, counted ? 0 : -1, -difference),
  };
}

/** When `amount` more fits under a limit: at the day's end, or as quarter hours of a rolling day fall out of it. */
function lateness(
  what: "requests" | "tokens",
  limit: number | null,
  amount: number,
  used: readonly QuotaUse[],
  endMs: number,
) {
  if (limit === null) return null;
  const total = used.reduce((sum, one) => sum + one[what], 0);
  if (total + amount <= limit) return null;
  const told = { what, limit, used: Math.max(0, total) };
  if (endMs > 0) return { ...told, untilMs: endMs };
  let left = total;
  for (const one of used) {
    left -= one[what];
    if (left + amount <= limit) return { ...told, untilMs: one.startMs + quotaSliceMs + dayMs };
  }
  return { ...told, untilMs: (used.at(-1)?.startMs ?? 0) + quotaSliceMs + dayMs };
}
