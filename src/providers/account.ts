import { createHash } from "node:crypto";

/** Gate key of an account: who is asked, where, on whose key. The key itself cannot be had back from it. */
export function accountId(provider: string, baseUrl: string | null, key: string | null): string {
  const hashed = key === null ? "no-key" : createHash("sha256").update(key).digest("hex").slice(0, 12);
  return `${provider}|${baseUrl ?? "local"}|${hashed}`;
}
