import { expect, test } from "vitest";
import { boundsOf } from "./bounds.ts";
import { scoredRowOf } from "./testing/scored-row-of.ts";
import { tripletTable } from "./triplet-table.ts";

const s = { a: 1 / 2, b: -1 / 2 };

function triplets(scores: Partial<Record<"a" | "b" | "none", (number | null)[]>>[]) {
  const rows = scores.flatMap((legs, i) =>
    Object.entries(legs).flatMap(([role, values]) =>
      values.map((score, repeat) =>
        scoredRowOf({ tripletId: `t-${i}`, promptId: `${i}${role}`, role: role as "a", repeat, score }),
      ),
    ),
  );
  return tripletTable(rows, { threshold: 0.33 })[0]!.triplets;
}

test.each([
  ["nothing is missing", [{ a: [0.5], b: [0.1] }], { low: 0.2, high: 0.2, missing: 0 }],
  ["one of two repeats is", [{ a: [0.5, null], b: [0.1, 0.1] }], { low: -0.175, high: 0.325, missing: 1 }],
  ["a whole view is", [{ a: [null], b: [0.1] }], { low: -0.55, high: 0.45, missing: 1 }],
  [
    "one triplet of two is",
    [
      { a: [0.5], b: [0.1] },
      { a: [null], b: [null] },
    ],
    { low: -0.4, high: 0.6, missing: 2 },
  ],
])("when %s, every missing score is imagined at both ends", (_, scores, expected) => {
  const bounds = boundsOf(triplets(scores), s)!;
  expect(bounds.missing).toBe(expected.missing);
  expect(bounds.low).toBeCloseTo(expected.low, 12);
  expect(bounds.high).toBeCloseTo(expected.high, 12);
});

test("views that were never planned have no bounds", () => {
  expect(boundsOf(triplets([{ a: [1], b: [1] }]), { a: 1, none: -1 })).toBeNull();
});

test("exempt answers are not imagined", () => {
  const bounds = boundsOf(triplets([{ a: [0.5, null], b: [0.1, 0.1] }]), s, (leg) => leg.planned - leg.scores.length);
  expect(bounds).toMatchObject({ missing: 0 });
  expect(bounds!.low).toBeCloseTo(0.2, 12);
});

test("the bounds hold the value that the hidden scores would give", () => {
  const hidden = [0.9, -0.7, 0.2, -1];
  const full = triplets(hidden.map((a) => ({ a: [a, a / 2], b: [0.3, -0.1] })));
  const seen = triplets(hidden.map((a, i) => ({ a: [i % 2 ? null : a, a / 2], b: [0.3, i ? -0.1 : null] })));
  const truth = boundsOf(full, s)!;
  const bounds = boundsOf(seen, s)!;
  expect(bounds.low).toBeLessThan(truth.low);
  expect(bounds.high).toBeGreaterThan(truth.low);
});
