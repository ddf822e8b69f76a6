import type { FactorValue, PromptRow } from "../../../schema/run/prompt-row.ts";
import { isRawCode } from "../raw-code.ts";
import { type Finding, Tally } from "./finding.ts";

interface Code {
  readonly code: string;
  readonly pattern: RegExp;
}

/** Watches for level codes that reach a text as they are: `one_sided_positive` is no word a person writes. */
export function rawCodeWatch() {
  const found = new Map<string, { factor: string; tally: Tally }>();
  const byValue = new Map<FactorValue, Code[]>();
  let last: PromptRow["factors"] = {};
  let lastCodes: (Code & { factor: string })[] = [];

  function codesIn(value: FactorValue): Code[] {
    let codes = byValue.get(value);
    if (codes === undefined) {
      // Older rows of one triplet may word a fact differently; its codes are then joined.
      codes = String(value)
        .split(" / ")
        .filter(isRawCode)
        .map((code) => ({ code, pattern: new RegExp(`(?<![\\p{L}\\p{N}_])${code}(?![\\p{L}\\p{N}_])`, "u") }));
      byValue.set(value, codes);
    }
    return codes;
  }

  function see({ promptId, factors, messages }: PromptRow): void {
    if (factors !== last) {
      last = factors;
      lastCodes = Object.entries(factors).flatMap(([factor, value]) =>
        typeof value === "string" ? codesIn(value).map((code) => ({ factor, ...code })) : [],
      );
    }
    for (const { factor, code, pattern } of lastCodes) {
      if (!messages.some(({ content }) => content.includes(code) && pattern.test(content))) continue;
      const entry = found.get(code) ?? { factor, tally: new Tally() };
      found.set(code, entry);
      entry.tally.add(promptId);
    }
  }

  function finish(): Finding[] {
    if (found.size === 0) return [];
    const codes = [...found].map(([code, { factor, tally }]) => ({ code, factor, prompts: tally.count }));
    const examples = [...found.values()].flatMap(({ tally }) => tally.examples.slice(0, 1)).slice(0, 5);
    const count = Math.max(...codes.map(({ prompts }) => prompts));
    return [{ level: "warning", code: "raw-codes", count, examples, facts: { codes } }];
  }

  return { see, finish };
}
