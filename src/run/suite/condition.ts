import type { JsonPath } from "../../schema/json-path.ts";
import type { Condition } from "../../schema/run/suite.ts";
import type { FaultList } from "./faults.ts";
import type { Level, Scenario } from "./scenario.ts";

/**
 * A test of scenarios: every factor named has the code, or one of the codes, asked for. `names` gives each factor's
 * position in a scenario. Names and codes that do not exist go to the fault list.
 */
export function compileCondition(
  condition: Condition,
  known: ReadonlyMap<string, readonly (Level | null)[]>,
  names: readonly string[],
  path: JsonPath,
  faults: FaultList,
): (scenario: Scenario) => boolean {
  const parts: { position: number; codes: readonly (string | null)[] }[] = [];
  for (const [name, wanted] of Object.entries(condition)) {
    const levels = known.get(name);
    if (levels === undefined) {
      faults.unknownName([...path, name], "factor", name, [...known.keys()]);
      continue;
    }
    const codes = (Array.isArray(wanted) ? wanted : [wanted]).map((code) => (code === null ? null : String(code)));
    const existing = levels.map((level) => level?.code ?? null);
    for (const code of codes) {
      if (code === null || existing.includes(code)) continue;
      faults.unknownName(
        [...path, name],
        `level of ${name}`,
        code,
        existing.filter((level) => level !== null),
      );
    }
    parts.push({ position: names.indexOf(name), codes });
  }
  return (scenario) =>
    parts.every(({ position, codes }) => {
      const code = scenario[position]?.code ?? null;
      return codes.includes(code);
    });
}
