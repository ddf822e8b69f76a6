import { describe, expect, test } from "vitest";
import { type TransformId, transformIds, transformOf } from "./transform.ts";

const visible = [3, 12, 12, 40, 55.5, 71, 88];

describe.each(transformIds)("%s", (id) => {
  const transform = transformOf(id, visible);

  test("comes back from where it went", () => {
    for (const score of visible) expect(transform.inverse(transform.forward(score))).toBeCloseTo(score, 9);
  });

  test("rises", () => {
    const values = visible.toSorted((a, b) => a - b).map(transform.forward);
    for (let k = 1; k < values.length; k++) expect(values[k]!).toBeGreaterThanOrEqual(values[k - 1]!);
    expect(transform.forward(40)).toBeGreaterThan(transform.forward(3));
  });

  test("has the slope its inverse has", () => {
    for (const score of [20, 33, 60]) {
      const value = transform.forward(score);
      const step = 1e-6;
      const slope = (transform.inverse(value + step) - transform.inverse(value - step)) / (2 * step);
      expect(transform.slope(value)).toBeCloseTo(slope, 4);
    }
  });

  test.each([[[]], [[7]], [[7, 7, 7]]])("is finite when learnt from %j", (few) => {
    const { forward, inverse, slope } = transformOf(id, few);
    for (const value of [forward(7), inverse(0.3), slope(0.3)]) expect(Number.isFinite(value)).toBe(true);
  });
});

test.each<[TransformId, number, number]>([
  ["identity", 1300, 1300],
  ["logit", 75, Math.log(3)],
  ["logit", 100, Math.log(199)],
  ["logit", -3, -Math.log(199)],
  ["probit", 97.5, 1.959963984540054],
  ["asinh", 50, Math.asinh(1)],
  ["log1p", -9, -Math.log(10)],
  ["sqrt", 49, 7],
])("%s of %f is %f", (id, score, value) => {
  expect(transformOf(id, []).forward(score)).toBeCloseTo(value, 12);
});

test("shares in 0–1 are read as percentages and come back as shares", () => {
  const { forward, inverse } = transformOf("logit", [], 100);
  expect(forward(0.75)).toBeCloseTo(Math.log(3), 12);
  expect(inverse(0)).toBe(0.5);
});

test("quantiles give equal scores their mean rank and stay within what was seen", () => {
  const { forward, inverse } = transformOf("quantile", [1, 2, 2, 3]);
  expect(forward(2)).toBeCloseTo(0, 12);
  expect([inverse(9), inverse(-9)]).toEqual([3, 1]);
});
