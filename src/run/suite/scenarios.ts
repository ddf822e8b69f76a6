import type { FactorValue } from "../../schema/run/prompt-row.ts";
import type { FactorSpace } from "./factor-space.ts";
import type { Level, Scenario } from "./scenario.ts";

/** A scenario with its number among all that the constraints allow. */
export interface NumberedScenario {
  readonly number: number;
  readonly levels: Scenario;
}

/** All scenarios in loop order, the last factor fastest. `full`: every level, not only the default ones. */
export function* scenarios(space: FactorSpace, { full }: { full: boolean }): Generator<NumberedScenario> {
  const wheels = space.factors.map((factor) => (full ? factor.levels : factor.defaultLevels));
  const at = wheels.map(() => 0);
  let number = 0;
  for (;;) {
    const levels: (Level | null)[] = wheels.map((wheel, i) => wheel[at[i]!]!);
    for (const { derive } of space.derived) levels.push(derive(levels));
    if (space.allows(levels)) yield { number: number++, levels };

    let turning = wheels.length - 1;
    while (turning >= 0 && ++at[turning]! === wheels[turning]!.length) at[turning--] = 0;
    if (turning < 0) return;
  }
}

/** The codes of a scenario by factor name; absent ones and those that only serve the templates are left out. */
export function codesOf({ names, wordingOnly }: FactorSpace, levels: Scenario): Record<string, FactorValue> {
  const codes: Record<string, FactorValue> = {};
  for (let i = 0; i < names.length; i++) {
    const level = levels[i];
    if (level && !wordingOnly.has(names[i]!)) codes[names[i]!] = level.value;
  }
  return codes;
}
