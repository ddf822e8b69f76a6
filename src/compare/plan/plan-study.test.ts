import { describe, expect, test } from "vitest";
import type { PlanRow } from "../../schema/report/plan.ts";
import { measured, observation, side } from "../testing/sides.ts";
import { pilotSpread, ThinPilotError } from "./pilot.ts";
import type { PlanRequest } from "./plan-request.ts";
import { planStudy } from "./plan-study.ts";

const nothing: PlanRequest = {
  ...{ design: "unpaired", sd: null, mean: null, sdDf: null, discordant: null, discordantN: null },
  ...{ effect: null, margin: null, precision: null, power: 0.8, assurance: 0.8, alpha: 0.05 },
  ...{
    metrics: 1,
    looks: 1,
    maximum: null,
    spending: "obf",
    ratio: 1,
    costPer: null,
    costItem: null,
    grid: null,
    clusters: null,
    levels: null,
    legacy: false,
  },
};
const plan = (parts: Partial<PlanRequest>) => planStudy({ ...nothing, ...parts });
const row = (rows: readonly PlanRow[], beginning: string) =>
  rows.find(({ criterion }) => criterion.startsWith(beginning))!;

describe("how many it takes (§12)", () => {
  test.each([
    [{ sd: 0.5, effect: 0.2 }, 100, 100],
    [{ sd: 1, effect: 0.5 }, 64, 64],
    [{ sd: 1, effect: 0.5, design: "paired" as const }, 34, null],
    [{ sd: 1, effect: 0.5, ratio: 2 }, 48, 96],
    [{ discordant: 0.15, effect: 0.05, design: "mcnemar" as const }, 469, null],
    [{ discordant: 0.1, margin: 0.025, design: "non-inferiority" as const }, 990, null],
    [{ discordant: 0.1, margin: 0.01, design: "non-inferiority" as const }, 6183, null],
  ])("%j: %s", (parts, n, n2) => {
    expect(row(plan(parts).rows, "power 0.8")).toMatchObject({ n, n2 });
  });

  test.each([
    ["paired" as const, 3, 3.264044],
    ["unpaired" as const, 3, 3.070892],
    ["paired" as const, 5, 1.681997],
    ["unpaired" as const, 5, 2.02444],
  ])("a budget of %s %s finds %s standard deviations", (design, n, mde) => {
    expect(row(plan({ sd: 1, design }).rows, `budget ${n}`).mde).toBeCloseTo(mde, 5);
  });

  test.each([
    [3, 4],
    [6, 9],
    [10, 18],
    [20, 64],
  ])("a CV of %s %% is known to 5 %% from n = %s", (cv, n) => {
    expect(row(plan({ sd: cv, precision: 5 }).rows, "precision").n).toBe(n);
  });

  test("two levels: more seeds cannot replace items", () => {
    const levels = { seed: 1, item: 2, seedItem: 3, items: 200, df: null, pairedSeeds: null };
    const found = plan({ design: "two-level", levels, effect: 1 });
    expect(found.unit).toBe("seeds");
    expect(row(found.rows, "power 0.8").n).toBeGreaterThan(5);
    const hopeless = plan({ design: "two-level", levels: { ...levels, item: 20, items: 20 }, effect: 1 });
    expect(row(hopeless.rows, "power 0.8")).toMatchObject({ n: null, power: null, reason: "no n would do" });
  });

  test("clusters inflate the n of pairs by the design effect", () => {
    const pairs = row(plan({ design: "paired", sd: 1, effect: 0.2 }).rows, "power 0.8").n!;
    const items = row(
      plan({ design: "clustered", sd: 1, effect: 0.2, clusters: { size: 5, icc: 0.3 } }).rows,
      "power 0.8",
    ).n!;
    expect(items).toBe(Math.ceil(pairs * 2.2));
    const few = plan({ design: "clustered", sd: 1, effect: 0.2, clusters: { size: 5, icc: 0.3 } }).rows;
    expect(row(few, "budget 3")).toMatchObject({ mde: null, power: null });
  });
});

describe("what a pilot leaves unknown", () => {
  const found = plan({
    sd: 1,
    sdDf: 9,
    effect: 0.5,
    design: "paired",
    metrics: 4,
    looks: 3,
    costPer: 2,
    legacy: true,
    mean: 10,
  });

  test("stands beside the plain n: the range of σ, its upper limit, and the assurance", () => {
    const plain = row(found.rows, "power 0.8");
    expect(plain.n).toBe(34);
    expect(plain.low!).toBeLessThan(34);
    expect(row(found.rows, "power 0.8 if sigma").n).toBe(plain.high);
    const assured = row(found.rows, "assurance");
    expect(assured.n!).toBeGreaterThan(34);
    expect(assured.power!).toBeGreaterThanOrEqual(0.8);
  });

  test("several metrics and looks take more, units have a price, and rules of thumb take far less", () => {
    expect(row(found.rows, "power 0.8 for each of 4").n!).toBeGreaterThan(34);
    expect(row(found.rows, "power 0.8 with 3 looks").n!).toBeGreaterThanOrEqual(34);
    expect(row(found.rows, "power 0.8").cost).toBe(68);
    expect(row(found.rows, "legacy: standard error").n!).toBeLessThan(10);
  });

  test("tells the lower power first, also where more discordant items make a difference harder to find", () => {
    const { rows } = plan({ design: "mcnemar", sd: null, effect: 0.05, discordant: 0.15, discordantN: 200 });
    for (const { criterion, low, high } of rows.filter((row) => row.low !== null)) {
      expect(low, criterion).toBeLessThanOrEqual(high!);
    }
    expect(rows.filter(({ low, high }) => low !== high).length).toBeGreaterThan(2);
  });

  test("says what a rule of thumb would need where there is none to print", () => {
    const { rows, assumptions } = plan({ sd: 0.5, sdDf: null, mean: null, effect: 0.2, legacy: true });
    expect(rows.some(({ criterion }) => criterion.startsWith("legacy"))).toBe(false);
    expect(assumptions.join(" ")).toContain("--n0");
  });

  test("bands the curves on the right side", () => {
    for (const { y, low, high } of found.curves.power) {
      expect(low!).toBeLessThanOrEqual(y);
      expect(high!).toBeGreaterThanOrEqual(y);
    }
    for (const { y, low, high } of found.curves.minimumN) {
      expect(low!).toBeGreaterThanOrEqual(y);
      expect(high!).toBeLessThanOrEqual(y);
    }
  });
});

test.each([
  [{}, "needs --pilot or --sd"],
  [{ design: "mcnemar" as const }, "needs --p-discordant"],
  [{ design: "non-inferiority" as const, sd: 1 }, "needs --margin"],
  [{ design: "clustered" as const, sd: 1 }, "or --cluster-size and --icc"],
  [{ design: "two-level" as const }, "or --sd-seed"],
  [{ design: "mcnemar" as const, discordant: 0.05, effect: 0.1 }, "at most the discordant share"],
])("%j is refused", (parts, words) => {
  expect(() => plan(parts)).toThrow(words);
});

describe("a pilot", () => {
  const pilot = (...values: number[]) =>
    side("p", { m: measured(values.map((value, i) => observation({ seed: `${i}`, value }))) });

  test("of one side gives σ and mean; of two, the pooled σ or that of the differences", () => {
    expect(pilotSpread([pilot(1, 2, 3)], { paired: false })).toMatchObject({ sd: 1, mean: 2, df: 2 });
    expect(pilotSpread([pilot(1, 2, 3), pilot(5, 7, 9)], { paired: false })).toMatchObject({
      sd: Math.sqrt(2.5),
      df: 4,
    });
    expect(pilotSpread([pilot(1, 2, 3), pilot(5, 7, 9)], { paired: true })).toMatchObject({ sd: 1, mean: -5, df: 2 });
  });

  test("of two values carries no plan, and says what to do", () => {
    expect(() => pilotSpread([pilot(1, 2)], { paired: false })).toThrow(ThinPilotError);
    try {
      pilotSpread([pilot(1, 2)], { paired: false });
    } catch (error) {
      expect(error).toMatchObject({ got: 2, needed: 3, hint: "Add 1 more run to the pilot, or give --sd." });
    }
    expect(() => pilotSpread([pilot(2, 2, 2)], { paired: false })).toThrow("does not vary");
    expect(() => pilotSpread([pilot(1, 2, 4)], { paired: false, metric: "x" })).toThrow('no metric "x"');
  });
});
