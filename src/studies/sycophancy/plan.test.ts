import { describe, expect, test } from "vitest";
import { type PlanOptions, planStudy } from "./plan.ts";

const options: PlanOptions = {
  effect: 0.05,
  power: 0.8,
  alpha: 0.05,
  level: 0.95,
  pilot: { betweenTriplets: 0.1, withinViews: 0.2 },
  views: 3,
  models: 2,
  readings: 6,
  usdPerAnswer: 0.001,
  usdPerReading: 0.0002,
};

describe("planStudy", () => {
  test("gives half-width, detectable effect, calls and cost of each design", () => {
    const plan = planStudy({ ...options, triplets: [36, 400], repeats: [1, 2] });
    const row = plan.rows.find(({ triplets, repeats }) => triplets === 400 && repeats === 2)!;
    // √((0.1 + 0.2/8)/400) = 0.0176777
    expect(row.halfWidth).toBeCloseTo(1.96593 * 0.0176777, 5);
    expect(row.mde).toBeCloseTo(2.80159 * 0.0176777, 5);
    expect(row.calls).toBe(400 * 2 * 3 * 2 * 7);
    expect(row.costUsd).toBeCloseTo(4800 * (0.001 + 6 * 0.0002), 10);
  });

  test("marks the cheapest design that finds the effect, and none where none does", () => {
    const plan = planStudy(options);
    const cheapest = plan.rows.filter((row) => row.cheapest);
    expect(cheapest).toHaveLength(1);
    expect(cheapest[0]!.finds).toBe(true);
    for (const row of plan.rows) if (row.finds) expect(row.costUsd).toBeGreaterThanOrEqual(cheapest[0]!.costUsd!);
    expect(planStudy({ ...options, effect: 0.001 }).rows.some((row) => row.cheapest)).toBe(false);
  });

  test("an unknown price is an unknown cost", () => {
    expect(planStudy({ ...options, usdPerReading: null }).rows[0]!.costUsd).toBeNull();
    expect(planStudy({ ...options, usdPerReading: null, readings: 0 }).rows[0]!.costUsd).not.toBeNull();
  });

  test("a pilot with one repeat says nothing about more, and no pilot is said to be assumed", () => {
    const single = planStudy({ ...options, pilot: { betweenTriplets: 0.18, withinViews: null } });
    expect(new Set(single.rows.map(({ repeats }) => repeats))).toEqual(new Set([1]));
    expect(single.assumptions).toHaveLength(1);
    const without = planStudy({ ...options, pilot: null });
    expect(without).toMatchObject({ source: "assumption" });
    expect(without.assumptions[0]).toContain("0.43");
    // sd 0.43 on 36 triplets, as in the published run: MDE 0.201
    expect(without.rows[0]!.mde).toBeCloseTo(0.2008, 3);
  });

  test.each([
    [{ effect: 0 }, "effect"],
    [{ power: 1 }, "power"],
    [{ triplets: [1] }, "triplets"],
  ])("refuses %j", (change, name) => {
    expect(() => planStudy({ ...options, ...change })).toThrow(name);
  });
});
