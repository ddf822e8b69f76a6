import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { krippendorffAlpha } from "./krippendorff-alpha.ts";
import { ratingTable } from "./ratings.ts";

const rng = rngStream(4, "alpha tests");
/** 40 units, 3 raters, some gaps. */
const table = Array.from({ length: 40 }, () => {
  const truth = rng.integer(5);
  return Array.from({ length: 3 }, () => (rng.float() < 0.1 ? null : rng.float() < 0.7 ? truth : rng.integer(5)));
});

describe("krippendorffAlpha", () => {
  test.each([
    ["interval", (a: number, b: number) => (a - b) ** 2],
    ["nominal", (a: number, b: number) => (a === b ? 0 : 1)],
  ] as const)("%s equals the same distance given as a function", (metric, delta) => {
    const named = krippendorffAlpha(table, { metric, rng: rngStream(1), resamples: 500 });
    const custom = krippendorffAlpha(table, { metric: delta, rng: rngStream(1), resamples: 500 });
    expect(named.value).toBeCloseTo(custom.value!, 12);
    expect(named.ci!.low).toBeCloseTo(custom.ci!.low!, 9);
    expect(named.ci!.high).toBeCloseTo(custom.ci!.high!, 9);
  });

  test("ordinal ignores how numbers are spaced, interval ignores only scale and shift", () => {
    const bent = table.map((row) => row.map((value) => (value === null ? null : value ** 3)));
    const moved = table.map((row) => row.map((value) => (value === null ? null : 10 - 3 * value)));
    const of = (t: typeof table, metric: "ordinal" | "interval") => krippendorffAlpha(t, { metric }).value!;
    expect(of(bent, "ordinal")).toBeCloseTo(of(table, "ordinal"), 12);
    expect(of(bent, "interval")).not.toBeCloseTo(of(table, "interval"), 3);
    expect(of(moved, "interval")).toBeCloseTo(of(table, "interval"), 12);
  });

  test("circular distance joins the ends", () => {
    const near = [
      [0, 11],
      [11, 0],
      [0, 0],
      [6, 6],
      [5, 6],
    ];
    const circular = krippendorffAlpha(near, { metric: { circular: 12 } }).value!;
    expect(circular).toBeGreaterThan(krippendorffAlpha(near, { metric: "interval" }).value!);
    expect(circular).toBeGreaterThan(0.85);
  });

  test.each([
    [
      "one distinct value",
      [
        [1, 1],
        [1, 1],
      ],
      "no-variation",
    ],
    [
      "no unit with two ratings",
      [
        [1, null],
        [null, 2],
      ],
      "too-few",
    ],
    ["nothing", [], "too-few"],
  ])("is unknown for %s", (_, ratings, reason) => {
    expect(krippendorffAlpha(ratings, { metric: "interval" })).toMatchObject({ value: null, ci: null, reason });
  });

  test("has no interval below 10 units, and draws whole clusters where there are any", () => {
    const options = { metric: "interval" as const, rng: rngStream(1), resamples: 400 };
    expect(krippendorffAlpha(table.slice(0, 8), options)).toMatchObject({ ci: null, reason: "too-few" });
    const clustered = krippendorffAlpha(table, { ...options, clusters: table.map((_, i) => Math.floor(i / 2)) });
    expect(clustered.n).toBe(20);
    expect(clustered.ci).not.toBeNull();
  });

  test("an interval over 150,000 ratings takes a moment, not n²", () => {
    const many = Array.from({ length: 50_000 }, () => [rng.float(), rng.float(), rng.float()]);
    const start = performance.now();
    expect(Math.abs(krippendorffAlpha(many, { metric: "interval" }).value!)).toBeLessThan(0.02);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test("names need the nominal metric, and NaN is refused by place", () => {
    expect(() => krippendorffAlpha([["a", "b"]], { metric: "interval" })).toThrow("nominal");
    expect(() =>
      krippendorffAlpha(
        [
          [1, 2],
          [1, Number.NaN],
        ],
        { metric: "interval" },
      ),
    ).toThrow("ratings[1][1] is NaN");
  });
});

test("long rows become a table, and a double rating is refused", () => {
  const rows = [
    { unit: "a", rater: "x", value: 1 },
    { unit: "b", rater: "y", value: 2 },
    { unit: "a", rater: "y", value: 3 },
  ];
  expect(ratingTable(rows)).toEqual({
    table: [
      [1, 3],
      [null, 2],
    ],
    units: ["a", "b"],
    raters: ["x", "y"],
  });
  expect(() => ratingTable([...rows, rows[0]!])).toThrow("a by x");
});
