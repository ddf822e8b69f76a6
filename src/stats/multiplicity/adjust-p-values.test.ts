import { describe, expect, test } from "vitest";
import { type Adjustment, adjustPValues } from "./adjust-p-values.ts";

const every: Adjustment[] = ["bonferroni", "sidak", "holm", "holm-sidak", "hochberg", "hommel", "bh", "by"];
const round = (values: (number | null)[]) => values.map((p) => (p === null ? null : Number(p.toFixed(6))));

describe("adjustPValues", () => {
  test.each([
    ["bonferroni", [0.04, 0.12, 0.16, 0.02]],
    ["sidak", [0.039404, 0.114707, 0.150653, 0.01985]],
    ["holm", [0.03, 0.06, 0.06, 0.02]],
    ["hochberg", [0.03, 0.04, 0.04, 0.02]],
    ["hommel", [0.03, 0.04, 0.04, 0.02]],
    ["bh", [0.02, 0.04, 0.04, 0.02]],
    ["by", [0.041667, 0.083333, 0.083333, 0.041667]],
  ] as const)("%s of four p by hand, in the order given", (method, expected) => {
    expect(round(adjustPValues([0.01, 0.03, 0.04, 0.005], { method }))).toEqual(expected);
  });

  test.each(every)("%s keeps null, one p, order, and never goes below p or above 1", (method) => {
    expect(adjustPValues([], { method })).toEqual([]);
    expect(adjustPValues([0.03], { method })[0]).toBeCloseTo(0.03, 14);
    expect(adjustPValues([null, 0.02, null], { method })).toEqual([null, adjustPValues([0.02], { method })[0], null]);
    const p = [0.2, 0.001, 0.9, 0.001, 0.04, 1, 0];
    const adjusted = adjustPValues(p, { method });
    adjusted.forEach((value, i) => {
      expect(value!).toBeGreaterThanOrEqual(p[i]!);
      expect(value!).toBeLessThanOrEqual(1);
    });
    expect(adjusted[1]).toBe(adjusted[3]);
    const reversed = adjustPValues([...p].reverse(), { method });
    expect(reversed.reverse()).toEqual(adjusted);
  });

  test("missing answers count as members when asked to", () => {
    expect(adjustPValues([0.01, null, 0.02], { method: "bonferroni", countMissing: true })).toEqual([0.03, null, 0.06]);
    for (const method of every) {
      const filled = adjustPValues([0.01, 1, 0.02], { method });
      const counted = adjustPValues([0.01, null, 0.02], { method, countMissing: true });
      expect(counted[0]).toBeCloseTo(filled[0]!, 14);
      expect(counted[2]).toBeCloseTo(filled[2]!, 14);
    }
  });

  test("keeps tiny p under Šidák", () => {
    expect(adjustPValues([1e-20, 0.5], { method: "sidak" })[0]).toBeCloseTo(2e-20, 30);
  });

  test("refuses what is no probability, naming its place", () => {
    expect(() => adjustPValues([0.1, 1.2])).toThrow("p[1] is a probability");
    expect(() => adjustPValues([Number.NaN])).toThrow("p[0]");
    expect(() => adjustPValues([0.1], { method: "tukey" as never })).toThrow("one of bonferroni");
  });
});
