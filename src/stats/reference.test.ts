import { afterAll, describe, expect, test } from "vitest";
import { mismatches, readReference, type StatisticsReference } from "./reference.conformance.ts";
import { families } from "./reference-families.conformance.ts";

const reference = readReference<StatisticsReference>("statistics/statistics.json");
const tally = new Map<string, { run: number; passed: number; corrected: number }>();

afterAll(() => {
  let [run, passed] = [0, 0];
  for (const [family, count] of tally) {
    run += count.run;
    passed += count.passed;
    const note = count.corrected === 0 ? "" : `, ${count.corrected} figures of the reference corrected`;
    console.log(`reference ${family}: ${count.passed} of ${count.run} passed${note}`);
  }
  console.log(reference === null ? "reference folder absent: skipped" : `reference in all: ${passed} of ${run} passed`);
});

/** The family of a case is named by the longest key its id starts with. */
function familyOf(id: string) {
  const name = Object.keys(families)
    .filter((key) => id === key || id.startsWith(`${key}.`))
    .sort((a, b) => b.length - a.length)[0];
  return name === undefined ? null : { name, ...families[name]! };
}

describe.skipIf(reference === null)("the reference values", () => {
  test.each(reference?.cases ?? [])("hold for $id", (entry) => {
    const family = familyOf(entry.id);
    expect(family, `no family runs ${entry.id}`).not.toBeNull();
    const count = tally.get(family!.name) ?? { run: 0, passed: 0, corrected: 0 };
    tally.set(family!.name, count);
    count.run++;
    const { compute, notOurs = [], absolute = {}, corrected = {}, tolerance = 1e-9 } = family!;
    const actual = compute(entry.inputs, reference!.data, entry.expected) as Record<string, unknown>;
    const missed = Object.entries(entry.expected).flatMap(([key, value]) => {
      if (notOurs.includes(key)) return [];
      const right = corrected[String(value)];
      if (right !== undefined) {
        expect(mismatches(value, right, tolerance), "the reference figure is right after all").not.toEqual([]);
        count.corrected++;
        return mismatches(actual[key], right, 1e-10, key);
      }
      const limit = absolute[key];
      if (limit === undefined) return mismatches(actual[key], value, tolerance, key);
      return Math.abs((actual[key] as number) - (value as number)) <= limit ? [] : [`${key}: ${actual[key]}`];
    });
    expect(missed).toEqual([]);
    count.passed++;
  });
});
