import { hash } from "node:crypto";
import { canonicalJson } from "../../schema/canonical-json.ts";
import type { ChatMessage } from "../../schema/run/prompt-row.ts";
import type { FactorSpace } from "./factor-space.ts";
import type { Level, Scenario } from "./scenario.ts";

/**
 * `t-` and 12 hex of sha256 over the canonical factors of a scenario, without the view. For all scenarios of one space,
 * so that each level's part of the canonical text is spelled once.
 */
export function tripletIds({ names, wordingOnly }: FactorSpace): (scenario: Scenario) => string {
  const order = names
    .map((name, position) => ({ name, position }))
    .filter(({ name }) => !wordingOnly.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = new Map<Level, string>();
  return (scenario) => {
    let text = "";
    for (const { name, position } of order) {
      const level = scenario[position];
      if (!level) continue;
      let part = parts.get(level);
      if (part === undefined) {
        part = `${JSON.stringify(name)}:${canonicalJson(level.value)}`;
        parts.set(level, part);
      }
      text += text === "" ? part : `,${part}`;
    }
    return `t-${hash("sha256", `{${text}}`, "hex").slice(0, 12)}`;
  };
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
  const contents = contentTexts(messages);
  let text = '{"messages":[';
  for (let i = 0; i < messages.length; i++) {
    text += `${i === 0 ? "" : ","}{"content":${contents[i]},"role":"${messages[i]!.role}"}`;
  }
  text += `],"prompt_id":${JSON.stringify(promptId)},"suite":${JSON.stringify(suite)}`;
  if (turns) text += `,"turns":${JSON.stringify(turns)}`;
  return hash("sha256", `${text},"version":${suiteVersion}}`, "hex");
}

let lastMessages: readonly ChatMessage[] | null = null;
let lastTexts: readonly string[] = [];

/** Each content as JSON text. Kept for the last messages: a grid that is written as it is built spells them twice. */
export function contentTexts(messages: readonly ChatMessage[]): readonly string[] {
  if (messages !== lastMessages) {
    lastMessages = messages;
    lastTexts = messages.map(({ content }) => JSON.stringify(content));
  }
  return lastTexts;
}
