import type { TableBenchmark } from "../../../../sources/score-table/score-table.ts";

/** Which spellings mean one benchmark. */
export interface BenchmarkNames {
  /** The id for a known name or id, however spelled; for an unknown one its folded spelling. */
  key(name: string): string;
  category(key: string): string | null;
  readonly known: ReadonlySet<string>;
}

/**
 * Names are compared without case, blanks and punctuation, then without a part in brackets: "HLE (Humanity's Last Exam)",
 * "hle" and "HLE" are one. A spelling that two benchmarks share is no alias of either.
 */
export function benchmarkNames(
  benchmarks: readonly Pick<TableBenchmark, "id" | "name" | "category">[],
): BenchmarkNames {
  const byId = new Map(benchmarks.map((benchmark) => [benchmark.id, benchmark]));
  const aliases = new Map<string, string | null>();
  const claim = (spelling: string, id: string) => {
    if (spelling === "") return;
    const holder = aliases.get(spelling);
    aliases.set(spelling, holder === undefined || holder === id ? id : null);
  };
  for (const { id, name } of benchmarks) {
    for (const text of new Set([id, name])) claim(fold(text), id);
  }
  const exact = new Set(aliases.keys());
  for (const { id, name } of benchmarks) {
    for (const part of bracketParts(name)) if (!exact.has(fold(part))) claim(fold(part), id);
  }
  return {
    key(name) {
      if (byId.has(name)) return name;
      const found = [name, ...bracketParts(name)].map((part) => aliases.get(fold(part))).find((id) => id);
      return found ?? fold(name);
    },
    category: (key) => byId.get(key)?.category ?? null,
    known: new Set(byId.keys()),
  };
}

/** What stands outside and inside the brackets of a name that has some. */
function bracketParts(name: string): string[] {
  const match = /^(.*?)\s*[([](.+)[)\]]\s*$/.exec(name);
  return match === null ? [] : [match[1]!, match[2]!];
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
