import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import type { FactorSpace } from "./factor-space.ts";
import type { Where } from "./grid.ts";
import type { Scenario } from "./scenario.ts";

/** A test of scenarios. Unknown factors, unknown levels and levels that only --full uses are refused. */
export function compileWhere(where: Where, space: FactorSpace, full: boolean): (levels: Scenario) => boolean {
  const tests = Object.entries(where).map(([name, wanted]) => {
    const position = space.names.indexOf(name);
    if (position === -1) throw unknown("factor", name, space.names);
    const codes = (Array.isArray(wanted) ? wanted : [wanted]).map(String);
    const factor = space.factors.find((one) => one.name === name);
    const levels = factor?.levels ?? space.derived.find((one) => one.name === name)?.levels ?? [];
    const known = levels.flatMap((level) => (level === null ? [] : [level.code]));
    for (const code of codes) {
      if (!known.includes(code)) throw unknown(`level of ${name}`, code, known);
      if (!full && factor && !factor.defaultLevels.some((level) => level?.code === code)) {
        throw new InvalidInputError(`level ${code} of ${name} is not used by default`, {
          hint: "Add --full to use all levels.",
        });
      }
    }
    return (levels: Scenario) => codes.includes(levels[position]?.code ?? "");
  });
  return (levels) => tests.every((test) => test(levels));
}

function unknown(what: string, name: string, known: readonly string[]): InvalidInputError {
  const nearest = nearestName(name, known);
  return new InvalidInputError(`there is no ${what} "${name}"`, {
    place: { path: "--where" },
    hint: nearest === null ? `Known: ${known.join(", ")}.` : `Did you mean "${nearest}"?`,
  });
}
