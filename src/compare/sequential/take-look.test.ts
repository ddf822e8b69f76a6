import { describe, expect, test } from "vitest";
import { sealDocument } from "../../schema/document.ts";
import { type SequentialPlan, sequentialPlanKind } from "../../schema/report/sequential-plan.ts";
import { normalSurvival } from "../../stats/special/normal-distribution.ts";
import { checkHistory } from "./check-plan.ts";
import { type LookEvidence, takeLook } from "./take-look.ts";

const plan = sealDocument(sequentialPlanKind, {
  id: "looks-1",
  createdAt: "2026-01-01T00:00:00Z",
  tool: { version: "0.1.0", commit: null },
  metric: "m",
  alpha: 0.05,
  spending: "obf",
  sides: "per-side",
  looks: 2,
  maximumInformation: 200,
  unit: "pairs",
  power: 0.8,
  effect: 1,
  minEffect: null,
  history: [],
});

/** A difference of `z` standard errors of 0.5 on n pairs. */
function evidence(z: number, n: number, parts: Partial<LookEvidence> = {}): LookEvidence {
  return {
    delta: 0.5 * z,
    se: 0.5,
    p: 2 * normalSurvival(Math.abs(z)),
    sign: 1,
    information: n,
    inputs: [`${n}`.padStart(64, "0"), `${n}`.padStart(64, "1")],
    at: "2026-01-02T00:00:00Z",
    measuredBy: null,
    ...parts,
  };
}

const lookedAt = (before: SequentialPlan, found: LookEvidence): SequentialPlan => ({
  ...before,
  history: [...before.history, takeLook(before, found).look],
});

describe("a look", () => {
  test("crosses at the Lan-DeMets limits of its share: 2.962588 at half, 1.968596 at the end", () => {
    expect(takeLook(plan, evidence(2.96, 100)).look).toMatchObject({
      decision: "continue",
      boundary: expect.closeTo(2.962588, 5),
    });
    expect(takeLook(plan, evidence(2.97, 100)).look.decision).toBe("better");
    expect(takeLook(plan, evidence(-2.97, 100)).look.decision).toBe("worse");
    const half = lookedAt(plan, evidence(1.5, 100));
    expect(takeLook(half, evidence(1.96, 200)).look).toMatchObject({
      decision: "not-shown",
      boundary: expect.closeTo(1.968596, 5),
      spent: expect.closeTo(0.05, 12),
    });
    expect(takeLook(half, evidence(1.97, 200)).look.decision).toBe("better");
  });

  test("where less is better turns the sign of z, and not of the interval", () => {
    const { look, ci } = takeLook(plan, evidence(-3, 100, { sign: -1 }));
    expect(look).toMatchObject({ decision: "better", z: expect.closeTo(3, 9), delta: -1.5 });
    expect(ci!.high!).toBeLessThan(0);
  });

  test("that stops first has the p of a single look there, and an interval that leaves 0 out", () => {
    const { result, ci } = takeLook(plan, evidence(3.2, 100));
    expect(result.stopped!.p! / (2 * normalSurvival(3.2))).toBeCloseTo(1, 6);
    expect(result.stopped!.ci!.low!).toBeGreaterThan(0);
    expect(ci).toMatchObject({ method: "repeated", low: expect.closeTo(0.5 * (3.2 - 2.962588), 5) });
  });

  test("that stops at the end has an estimate nearer 0 than the plain one: earlier looks did not cross", () => {
    const half = lookedAt(plan, evidence(0.5, 100));
    const { stopped } = takeLook(half, evidence(2.5, 200)).result;
    expect(stopped!.estimate!).toBeLessThan(1.25);
    expect(stopped!.estimate!).toBeGreaterThan(1);
  });

  test("of few units is held to their own distribution: the error is as wide as p makes it", () => {
    const t = evidence(3, 100, { p: 0.02 });
    const { look } = takeLook(plan, t);
    expect(look.z).toBeCloseTo(2.326348, 5);
    expect(look.se).toBeCloseTo(1.5 / 2.326348, 5);
  });

  test("early enough may spend nothing, and says so", () => {
    const { look, ci, detectable } = takeLook(plan, evidence(5, 1));
    expect(look).toMatchObject({ boundary: null, decision: "continue" });
    expect({ ci, detectable }).toEqual({ ci: null, detectable: null });
  });

  test("is post hoc when its evidence was complete before the plan", () => {
    const early = evidence(1, 100, { measuredBy: "2025-12-31T00:00:00Z" });
    expect(takeLook(plan, early).result.analysis).toBe("post-hoc");
    expect(takeLook(plan, evidence(1, 100, { measuredBy: "2026-01-01T12:00:00Z" })).result.analysis).toBe("planned");
  });

  test("taken again on the same evidence is the same look", () => {
    const half = lookedAt(plan, evidence(1, 100));
    const again = takeLook(half, evidence(1, 100, { at: "2027-01-01T00:00:00Z" }));
    expect(again.isNew).toBe(false);
    expect(again.look).toEqual(half.history[0]);
  });
});

test("a history holds together until somebody touches it", () => {
  const twice = lookedAt(lookedAt(plan, evidence(0.3, 60)), evidence(1, 120));
  expect(() => checkHistory(twice, "p.json")).not.toThrow();
  const swapped = { ...twice, history: [...twice.history].reverse() };
  expect(() => checkHistory(swapped, "p.json")).toThrow("does not follow the one before");
  const cut = { ...twice, history: twice.history.slice(1) };
  expect(() => checkHistory(cut, "p.json")).toThrow("does not follow the one before");
});
