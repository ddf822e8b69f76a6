import type { FactorValue, PromptRow } from "../../../schema/run/prompt-row.ts";
import type { Finding } from "./finding.ts";

/** Watches how often each level occurs. Derived factors follow the others and are not expected to be even. */
export function levelWatch(derived: readonly string[]) {
  const follows = new Set(derived);
  const counts = new Map<string, Map<FactorValue, number>>();

  let last: PromptRow["factors"] = {};
  let pending = 0;

  /** The rows of a triplet may share one record of factors; it is counted once, with their number. */
  function see({ factors }: PromptRow): void {
    if (factors !== last) count();
    last = factors;
    pending++;
  }

  function count(): void {
    for (const [name, value] of Object.entries(last)) {
      if (follows.has(name)) continue;
      let levels = counts.get(name);
      if (levels === undefined) {
        levels = new Map();
        counts.set(name, levels);
      }
      levels.set(value, (levels.get(value) ?? 0) + pending);
    }
    pending = 0;
  }

  function finish(): Finding[] {
    count();
    return [...counts].flatMap(([factor, levels]): Finding[] => {
      const numbers = [...levels.values()];
      if (Math.max(...numbers) === Math.min(...numbers)) return [];
      const facts = { factor, prompts: Object.fromEntries([...levels].map(([level, n]) => [String(level), n])) };
      return [{ level: "warning", code: "unbalanced-levels", count: levels.size, examples: [factor], facts }];
    });
  }

  return { see, finish };
}
