import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { orderStatistics } from "./order-statistics.ts";

function agrees(values: Float64Array): void {
  const sorted = values.slice().sort();
  const statistics = orderStatistics(values);
  expect(statistics.length).toBe(values.length);
  for (let rank = 0; rank < values.length; rank++) expect(statistics.at(rank)).toBe(sorted[rank]);
}

describe("order statistics by buckets", () => {
  test("are those of sorting everything, with ties, infinities and signed zeros", () => {
    const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1, 1e-300, Infinity, -Infinity));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), (list) => agrees(Float64Array.from(list))),
    );
  });

  test("hold for many values, far outliers and few distinct values", () => {
    const rng = rngStream(1, "order");
    const normals = Float64Array.from({ length: 20_000 }, () => rng.normal());
    agrees(normals);
    agrees(normals.map((x) => Math.exp(20 * x)));
    agrees(normals.map(Math.round));
    expect(orderStatistics(new Float64Array(0)).at(0)).toBeUndefined();
  });
});
