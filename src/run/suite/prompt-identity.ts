import { hash } from "node:crypto";
import { canonicalJson } from "../../schema/canonical-json.ts";
import type { ChatMessage, FactorValue } from "../../schema/run/prompt-row.ts";

/** `t-` and 12 hex of sha256 over the scenario's factors, without the view. */
export function tripletId(factors: Readonly<Record<string, FactorValue>>): string {
  return `t-${hash("sha256", canonicalJson(factors), "hex").slice(0, 12)}`;
}

/** Row number in the full grid, padded to the width of the last one: 7 of 108 → "007". */
export function promptId(number: number, total: number): string {
  return String(number).padStart(String(Math.max(total - 1, 0)).length, "0");
}

/** What a prompt's content hash covers. Two scenarios with equal wording stay two cells, because the id is in it. */
export interface HashedPrompt {
  readonly suite: string;
  readonly suiteVersion: number;
  readonly promptId: string;
  readonly messages: readonly ChatMessage[];
  /** User messages that follow, for suites with turns. */
  readonly turns?: readonly string[] | null;
}

/** sha256 of the canonical suite id, version, prompt id and messages; and turns, where there are any. */
export function promptHash({ suite, suiteVersion, promptId, messages, turns }: HashedPrompt): string {
  // Canonical by construction, a third of the time of the general way: keys in order, and only text and one number.
  const text = JSON.stringify({
    messages: messages.map(({ role, content }) => ({ content, role })),
    prompt_id: promptId,
    suite,
    ...(turns ? { turns } : {}),
    version: suiteVersion,
  });
  return hash("sha256", text, "hex");
}
