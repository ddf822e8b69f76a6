import type { FactorValue, PromptRow } from "../../../schema/run/prompt-row.ts";
import type { Finding } from "./finding.ts";

/** Scenarios kept to compare later ones with. Enough to meet each factor's change alone; memory stays flat. */
const keptScenarios = 512;

interface Watched {
  /** Scenario without this factor → its level and the text of each view. */
  readonly kept: Map<string, { value: FactorValue | null; texts: Map<string, string> }>;
  /** Views whose text changed, and views whose text was seen not to change, when this factor alone did. */
  readonly told: Set<string>;
  readonly silent: Set<string>;
  levels: Set<FactorValue | null>;
}

/**
 * Watches which views tell which facts: two scenarios that differ in one factor alone (and what is derived from it)
 * must differ in the text of every view, or of none.
 */
export function factWatch(derived: readonly string[]) {
  const follows = new Set(derived);
  const watched = new Map<string, Watched>();
  const views = new Set<string>();
  let keptIds = 0;
  let lastId: string | null = null;
  let keep = true;

  function see({ factors, tripletId, view }: PromptRow, print: string): void {
    views.add(view!);
    if (tripletId !== lastId) {
      lastId = tripletId;
      keep = ++keptIds <= keptScenarios;
    }
    const text = print.slice(0, 8);
    for (const name of Object.keys(factors)) {
      if (follows.has(name)) continue;
      let factor = watched.get(name);
      if (factor === undefined) {
        factor = { kept: new Map(), told: new Set(), silent: new Set(), levels: new Set() };
        watched.set(name, factor);
      }
      factor.levels.add(factors[name]!);
      if (factor.told.size === views.size && views.size > 1) continue;
      if (!keep && factor.levels.size === 1) continue;
      compare(factor, name, factors, view!, text);
    }
  }

  function compare(factor: Watched, name: string, factors: PromptRow["factors"], view: string, text: string): void {
    let key = "";
    for (const other of Object.keys(factors)) if (other !== name && !follows.has(other)) key += `${factors[other]}\0`;
    const value = factors[name]!;
    const known = factor.kept.get(key);
    if (known === undefined) {
      if (keep) factor.kept.set(key, { value, texts: new Map([[view, text]]) });
      return;
    }
    if (known.value === value) {
      if (!known.texts.has(view)) known.texts.set(view, text);
      return;
    }
    const before = known.texts.get(view);
    if (before === undefined) return;
    (before === text ? factor.silent : factor.told).add(view);
  }

  function finish(): Finding[] {
    const findings: Finding[] = [];
    for (const [factor, { told, silent }] of watched) {
      const without = [...silent].filter((view) => !told.has(view));
      if (told.size === 0 || without.length === 0) continue;
      const facts = { factor, told: [...told], notTold: without };
      findings.push({ level: "warning", code: "fact-not-told", count: without.length, examples: without, facts });
    }
    return findings;
  }

  return { see, finish };
}
