import { describe, expect, test } from "vitest";
import type { Summary } from "../side.ts";
import { reported } from "./reported.ts";

const summary = (value: number, parts: Partial<Summary> = {}): Summary => ({
  value,
  se: null,
  ci: null,
  n: null,
  ...parts,
});
const limits = (low: number, high: number, level = 0.95) => ({ ci: { low, high, level } });
const z95 = 1.959963984540054;

describe("two reported values", () => {
  test("with standard errors: delta ± z·√(se₁² + se₂²)", () => {
    const found = reported(summary(12, { se: 3 }), summary(7, { se: 4 }));
    expect(found).toMatchObject({ delta: 5, se: 5, p: expect.closeTo(0.3173105, 7) });
    expect(found.intervalAt(0.95)).toMatchObject({
      low: expect.closeTo(5 - 5 * z95, 12),
      high: expect.closeTo(5 + 5 * z95, 12),
      method: "z",
    });
  });

  test("with symmetric intervals: se = (high − low)/(2z), at the level of each", () => {
    const found = reported(summary(12, limits(12 - 3 * z95, 12 + 3 * z95)), summary(7, limits(0.42058, 13.57942, 0.9)));
    expect(found.se).toBeCloseTo(5, 5);
  });

  test("with asymmetric intervals: the halves that face each other, in the limit and in p", () => {
    const subject = summary(60, limits(55, 70));
    const reference = summary(50, limits(44, 52));
    const up = reported(subject, reference);
    expect(up.se! * z95).toBeCloseTo(Math.hypot(5, 2), 10);
    expect(up.intervalAt(0.95)!.low).toBeCloseTo(10 - Math.hypot(5, 2), 10);
    expect(up.intervalAt(0.95)!.high).toBeCloseTo(10 + Math.hypot(10, 6), 10);
    const down = reported(reference, subject);
    expect(down.intervalAt(0.95)!.high).toBeCloseTo(-10 + Math.hypot(5, 2), 10);
    expect(down.p).toBe(up.p);
    expect(up.notes.join(" ")).toContain("the half that faces");
  });

  test("shares near 1 are compared on the logit scale, and no limit leaves [−1, 1]", () => {
    const found = reported(summary(0.99, { se: 0.01 }), summary(0.95, { se: 0.02 }));
    const [seA, seB] = [0.01 / (0.99 * 0.01), 0.02 / (0.95 * 0.05)];
    const z = (Math.log(99) - Math.log(19)) / Math.hypot(seA, seB);
    expect(found.tests[0]!.statistic).toBeCloseTo(z, 12);
    const { low, high, method } = found.intervalAt(0.95)!;
    expect(method).toBe("logit, square-and-add");
    expect(low!).toBeLessThan(0);
    expect(high!).toBeLessThan(0.12);
    expect(reported(summary(0.6, { se: 0.01 }), summary(0.5, { se: 0.02 })).method).toBe("reported standard errors; z");
  });

  test("on the logit scale Wilson intervals come out as the differences they are: 56/60 against 57/60", () => {
    const a = summary(56 / 60, limits(0.8407, 0.9738));
    const found = reported(a, summary(57 / 60, limits(0.8633, 0.9829)));
    const { low, high } = found.intervalAt(0.95)!;
    // Newcombe's limits of the same counts are [−.1143, .0788].
    expect(low).toBeCloseTo(-0.114, 2);
    expect(high).toBeCloseTo(0.079, 2);
  });

  test("a value of exactly 1 keeps its own scale", () => {
    expect(reported(summary(1, limits(0.9, 1)), summary(0.95, limits(0.9, 0.98))).method).not.toContain("logit");
  });
});
