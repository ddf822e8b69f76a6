import type { RateWindow } from "../provider.ts";
import { parseReset } from "./retry-hints.ts";

/** What the rate headers of a reply say of each window: what is left, of how much, and when it begins anew. */
export function rateWindowsOf(headers: Readonly<Record<string, string>>, nowMs: number): RateWindow[] {
  const windows: RateWindow[] = [];
  for (const [name, text] of Object.entries(headers)) {
    if (!name.includes("remaining")) continue;
    const remaining = Number(text);
    const limit = Number(headers[name.replace("remaining", "limit")]);
    const reset = headers[name.replace("remaining", "reset")];
    const resetMs = reset === undefined ? null : parseReset(reset, nowMs);
    if (!Number.isFinite(remaining) || !(limit > 0) || resetMs === null) continue;
    windows.push({ kind: name.includes("token") ? "tokens" : "requests", remaining, limit, resetMs });
  }
  return windows;
}
