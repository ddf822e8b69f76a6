import { InvalidInputError } from "../../errors/input-errors.ts";
import { rngStream } from "../../stats/chance/rng-stream.ts";
import { balancedSample, type CandidateFactor } from "./balanced-sample.ts";
import type { FactorSpace } from "./factor-space.ts";
import type { GridNote } from "./grid.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

/** Draws scenarios so that every factor's levels occur equally often, as far as that goes, and notes where not. */
export function sampleScenarios(
  space: FactorSpace,
  options: {
    full: boolean;
    wanted: (levels: Scenario) => boolean;
    count: number;
    available: number;
    seed: number | string;
  },
): { numbers: ReadonlySet<number>; notes: GridNote[] } {
  const { full, wanted, count, available, seed } = options;
  if (!Number.isInteger(count) || count < 1 || count > available) {
    throw new InvalidInputError(`--sample ${count} cannot be drawn from ${available} triplets`, {
      hint: `Use a whole number from 1 to ${available}.`,
    });
  }
  const numbers = new Int32Array(available);
  const codes = space.names.map(() => new Map<string | undefined, number>());
  const levelsOf = space.names.map(() => new Uint16Array(available));
  let size = 0;
  for (const { number, levels } of scenarios(space, { full })) {
    if (!wanted(levels)) continue;
    for (let i = 0; i < codes.length; i++) {
      const code = levels[i]?.code;
      let level = codes[i]!.get(code);
      if (level === undefined) {
        level = codes[i]!.size;
        codes[i]!.set(code, level);
      }
      levelsOf[i]![size] = level;
    }
    numbers[size++] = number;
  }
  const factors: CandidateFactor[] = space.names.map((name, i) => ({
    name,
    levels: levelsOf[i]!,
    levelCount: codes[i]!.size,
    derived: i >= space.factors.length,
  }));
  const { chosen, unbalanced } = balancedSample(size, factors, count, rngStream(seed, "sample"));
  const notes = unbalanced.map(({ name, counts }): GridNote => {
    const names = [...codes[space.names.indexOf(name)]!.keys()];
    return {
      code: "sample-unbalanced",
      factor: name,
      counts: Object.fromEntries(names.map((code, i) => [String(code ?? "(none)"), counts[i]!])),
    };
  });
  return { numbers: new Set(chosen.map((i) => numbers[i]!)), notes };
}
