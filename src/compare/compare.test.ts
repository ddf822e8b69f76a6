import { describe, expect, test } from "vitest";
import { compare } from "./compare.ts";
import type { CompareOptions } from "./compare-options.ts";
import type { Observation, Side } from "./side.ts";
import { noFacts } from "./side.ts";
import { binarySides, itemSide, measured, observation, side } from "./testing/sides.ts";

function one(subject: Side, reference: Side, options: CompareOptions = {}) {
  const { content } = compare([reference, subject], options);
  return { ...content, row: content.rows[0]! };
}

describe("the evidence that decides", () => {
  const values = [0.1, 0.4, 0.35, 0.8, 0.2, 0.6];
  const better = values.map((value) => value + 0.05);
  const seeded = (label: string, list: readonly number[], items: boolean) =>
    side(label, {
      score: measured(
        list.flatMap((value, seed) =>
          (items ? ["a", "b"] : [null]).map((itemId) => observation({ itemId, seed: String(seed), value })),
        ),
      ),
    });
  const summary = (label: string, parts: object) =>
    side(label, { score: measured([], { summary: { value: 0.5, se: null, ci: null, n: null, ...parts } }) });
  const clustered = (label: string, list: readonly number[]) =>
    side(label, {
      score: measured(list.map((value, i) => observation({ itemId: `${i}`, clusterId: `${i >> 1}`, value }))),
    });
  const player = (label: string, at: number) =>
    side(label, {
      strength: measured([], {
        fit: {
          hash: "f",
          player: at,
          values: [0.4, -0.4],
          covariance: [
            [0.04, -0.01],
            [-0.01, 0.04],
          ],
        },
      }),
    });

  test.each([
    ["items under seeds", seeded("b", better, true), seeded("a", values, true), "crossed-items"],
    ["items in clusters", clustered("b", better), clustered("a", values), "clustered-items"],
    ["items, right or wrong", itemSide("b", [1, 0, 1, 1]), itemSide("a", [0, 0, 1, 1]), "paired-binary"],
    ["items with numbers", itemSide("b", better), itemSide("a", values), "paired-numeric"],
    ["runs", seeded("b", better, false), seeded("a", values, false), "runs"],
    ["players of a fit", player("b", 0), player("a", 1), "bradley-terry"],
    [
      "reported errors",
      summary("b", { se: 0.1 }),
      summary("a", { ci: { low: 0.3, high: 0.8, level: 0.9 } }),
      "standard-error",
    ],
    ["shares with n", summary("b", { n: 60, value: 0.6 }), summary("a", { n: 80 }), "proportions"],
    ["a value and a history", seeded("b", [0.9], false), seeded("a", values, false), "history"],
    ["two numbers", summary("b", {}), summary("a", {}), "bare-numbers"],
  ])("is the best both sides have: %s", (_, subject, reference, kind) => {
    const { row } = one(subject, reference);
    expect(row.evidence.used).toBe(kind);
    expect(row.evidence.available[0]).toBe(kind);
    expect(row.n).toBeDefined();
  });

  test("of items under five paired seeds is drawn over both, under fewer over the seeds", () => {
    const under = (label: string, seeds: number, shift: number) =>
      side(label, {
        m: measured(
          Array.from({ length: seeds * 12 }, (_, i) => {
            const [seed, item] = [Math.floor(i / 12), i % 12];
            const value = Math.sin(item) + 0.3 * Math.cos(5 * seed + shift) + shift * (1 + Math.sin(3 * item + seed));
            return observation({ itemId: `${item}`, seed: `${seed}`, value });
          }),
        ),
      });
    const many = one(under("b", 6, 0.4), under("a", 6, 0), { pairBy: "seed" }).row;
    expect(many).toMatchObject({
      method: expect.stringContaining("two-level crossed"),
      pairing: { used: "seed" },
      n: { seeds: 6, items: 12 },
    });
    expect(many.ci!.low!).toBeLessThan(many.delta!);
    const few = one(under("b", 3, 0.4), under("a", 3, 0), { pairBy: "seed" }).row;
    expect(few.ci!.method).toBe("t");
    expect(one(under("b", 6, 0.4), under("a", 6, 0)).row.ci!.method).toBe("Welch");
  });

  test("may be forced to a lower row and never to a missing one", () => {
    const { subject, reference } = binarySides(60, 12, 4, 20);
    const forced = one(subject, reference, { method: "proportions" });
    expect(forced.row.evidence).toMatchObject({ used: "proportions", reason: expect.stringContaining("set aside") });
    expect(() => one(subject, reference, { method: "crossed-items" })).toThrow("not several seeds on both sides");
  });

  test("of players is the contrast with its covariance", () => {
    const { row } = one(player("b", 0), player("a", 1));
    expect(row.delta).toBeCloseTo(0.8, 12);
    expect(row.ci!.high! - row.delta!).toBeCloseTo(1.959964 * Math.sqrt(0.1), 5);
  });

  test("of two bare numbers has no interval, no p and a reason", () => {
    const { row, exitCode } = one(summary("b", { value: 0.9 }), summary("a", {}));
    expect(row).toMatchObject({ ci: null, p: null, mde: null, verdict: "inconclusive", method: "threshold-only" });
    expect(row.reason).toContain("own doubt");
    expect(exitCode).toBe(0);
  });
});

describe("paired shares", () => {
  test("b 12, c 4 of 60: Tango's limits and McNemar's exact p", () => {
    const { subject, reference } = binarySides(60, 12, 4, 20);
    const { row } = one(subject, reference);
    expect(row.ci).toMatchObject({
      method: "Tango",
      low: expect.closeTo(0.0029303, 6),
      high: expect.closeTo(0.2668929, 6),
    });
    expect(row.p).toBeCloseTo(0.0768127, 6);
    expect(row.scale).toBe("proportion");
  });

  test("that agree everywhere still have an interval, and say so", () => {
    const { subject, reference } = binarySides(50, 0, 0, 40);
    const { row } = one(subject, reference);
    expect(row.ci!.high).toBeCloseTo(0.0713476, 6);
    expect(row.mde).toBeNull();
    expect(row.verdict).toBe("inconclusive");
  });

  test.each([
    [18, 27, 0.005, "inconclusive"],
    [18, 27, 0.01, "non-inferior"],
    [49, 102, 0.025, "inconclusive"],
    [10, 200, 0.025, "not-non-inferior"],
  ])("b %s, c %s of 2,100 within %s are %s", (b, c, margin, verdict) => {
    const { subject, reference } = binarySides(2100, b, c, 900);
    const { row, exitCode } = one(subject, reference, { goal: "non-inferiority", margin });
    expect(row.verdict).toBe(verdict);
    expect(exitCode).toBe(verdict === "not-non-inferior" ? 1 : 0);
    if (b === 18) expect(row.notes.join(" ")).toContain("lower -0.0097962");
  });

  test("below the margin already, no number of items would help", () => {
    const { subject, reference } = binarySides(2100, 49, 102, 900);
    expect(one(subject, reference, { goal: "non-inferiority", margin: 0.025 }).row.needsMore).toBeNull();
  });
});

describe("the verdict", () => {
  const reference = Array.from({ length: 30 }, (_, i) => Math.sin(7 * i));
  const moved = (by: number, noise = 0.1) => reference.map((value, i) => value + by + noise * Math.cos(11 * i));
  test.each([
    [0.5, {}, "better", 0],
    [-0.5, {}, "worse", 1],
    [0.5, { direction: "lower" as const }, "worse", 1],
    [-0.5, { direction: "lower" as const }, "better", 0],
    [0, {}, "inconclusive", 0],
    [0, { strict: true }, "inconclusive", 4],
    [0, { minEffect: 0.2 }, "equivalent", 0],
    [0, { goal: "equivalence" as const, margin: 0.2 }, "equivalent", 0],
    [0.5, { goal: "equivalence" as const, margin: 0.2 }, "not-equivalent", 1],
    [0.5, { minEffect: 2 }, "equivalent", 0],
  ])("of a shift by %s with %j is %s, exit %s", (shift, options, verdict, exit) => {
    const found = one(itemSide("b", moved(shift)), itemSide("a", reference), options);
    expect([found.row.verdict, found.verdict, found.exitCode]).toEqual([verdict, verdict, exit]);
  });

  test("that is open says about how many more units would settle it", () => {
    const noisy = reference.map((value, i) => value + 0.02 + Math.cos(11 * i));
    const { row } = one(itemSide("b", noisy), itemSide("a", reference), { minEffect: 0.2 });
    expect(row.verdict).toBe("inconclusive");
    expect(row.needsMore).toBeGreaterThan(20);
    expect(one(itemSide("b", noisy), itemSide("a", reference)).row.needsMore).toBeNull();
  });

  test("never says that no more is needed while the detectable effect exceeds the smallest of interest", () => {
    for (let n = 3; n <= 12; n++) {
      const values = Array.from({ length: n }, (_, i) => Math.sin(7 * i));
      for (const minEffect of [0.05, 0.1, 0.2, 0.3]) {
        const moved = values.map((value, i) => value + 0.04 + 0.2 * Math.cos(11 * i));
        const { row } = one(itemSide("b", moved), itemSide("a", values), { minEffect, resamples: 200 });
        if (row.verdict === "inconclusive" && row.needsMore === 0) expect(row.mde!).toBeLessThanOrEqual(minEffect);
      }
    }
  });

  test("cannot be equivalence without a margin", () => {
    expect(() => compare([itemSide("a", [1]), itemSide("b", [1])], { goal: "equivalence" })).toThrow(
      "without a margin",
    );
  });
});

describe("missing items", () => {
  const values = Array.from({ length: 100 }, (_, i) => Number(i % 3 === 0));
  const lacking = (many: number) => values.map((value, i) => (i < many ? null : value));

  test("beyond 5 % leave the sides incomparable, exit 3, with the count", () => {
    const { row, exitCode, verdict } = one(itemSide("b", lacking(7)), itemSide("a", values));
    expect({ verdict, exitCode }).toEqual({ verdict: "incomparable", exitCode: 3 });
    expect(row.reason).toContain("7 of 100 items");
    expect(row).toMatchObject({ ci: null, p: null, delta: null, n: { lost: 7 } });
  });

  test("may be dropped or bounded, and the bounds hold all that could have been", () => {
    const dropped = one(itemSide("b", lacking(7)), itemSide("a", values), { missing: "drop" }).row;
    expect(dropped.n).toMatchObject({ items: 93, lost: 7 });
    const { bounds, notes } = one(itemSide("b", lacking(7)), itemSide("a", values), { missing: "bound" }).row;
    expect(bounds!.low).toBeCloseTo(-0.03, 12);
    expect(bounds!.high).toBeCloseTo(0.04, 12);
    expect(notes.join(" ")).toContain("7 of 100 items");
  });

  test("within 5 % are left out and told, unless failures are unequal", () => {
    expect(one(itemSide("b", lacking(3)), itemSide("a", values)).row).toMatchObject({ n: { lost: 3, items: 97 } });
    const many = [...values, ...values, ...values];
    const failed = many.map((value, i) => (i < 12 ? null : value));
    expect(one(itemSide("b", failed), itemSide("a", many)).row.reason).toContain(
      "failures are unequal, 12 on one side",
    );
  });

  test("no item in common is no comparison, unless pairing is given up", () => {
    const apart = (label: string, prefix: string) =>
      side(label, {
        score: measured([0, 1, 1, 0, 1].map((value, i) => observation({ itemId: `${prefix}${i}`, value }))),
      });
    expect(one(apart("b", "x"), apart("a", "y"), { missing: "drop" }).row.verdict).toBe("incomparable");
    expect(one(apart("b", "x"), apart("a", "y"), { pairBy: "none" }).row.evidence.used).toBe("runs");
  });

  test("a finding that what is missing could undo is no finding under bound", () => {
    const better = values.map((value, i) => (i < 40 ? null : i % 5 === 0 ? 1 : value));
    const options = { missing: "bound" as const, alpha: 0.2 };
    const { row } = one(itemSide("b", better), itemSide("a", values), options);
    expect(one(itemSide("b", better), itemSide("a", values), { ...options, missing: "drop" }).row.verdict).toBe(
      "better",
    );
    expect(row.verdict).toBe("inconclusive");
    expect(row.notes.join(" ")).toContain('do not bear "better" out');
  });
});

describe("sides that measure something else", () => {
  test.each([
    ["datasetHash", "another data set"],
    ["scorerHash", "another scoring"],
    ["benchmarkVersion", "another benchmark version"],
    ["unit", "another unit"],
    ["direction", "another direction"],
  ] as const)("a different %s is incomparable", (key, words) => {
    const told = (label: string, text: string) =>
      side(label, {
        m: measured(
          [1, 2, 4].map((value, i) => observation({ itemId: `${i}`, value })),
          { facts: { ...noFacts, [key]: text } },
        ),
      });
    const { row, exitCode } = one(told("b", "one"), told("a", "two"));
    expect(row.verdict).toBe("incomparable");
    expect(row.reason).toContain(words);
    expect(exitCode).toBe(3);
    expect(one(told("b", "one"), told("a", "one")).row.verdict).not.toBe("incomparable");
  });
});

describe("several metrics and subjects", () => {
  const rows = (shift: number): Observation[] =>
    Array.from({ length: 20 }, (_, i) =>
      observation({ itemId: `${i}`, value: Math.sin(i) + shift * (1 + 0.2 * Math.cos(i)) }),
    );
  const sides = [
    side("a", { first: measured(rows(0)), second: measured(rows(0)) }),
    side("b", { first: measured(rows(0.5)), second: measured(rows(0.01)) }),
    side("c", { first: measured(rows(-0.5)) }),
  ];

  test("are one family, corrected together", () => {
    const { content } = compare(sides, { correction: "bonferroni" });
    expect(content.family).toMatchObject({ size: 3, correction: "bonferroni" });
    expect(content.rows.map(({ subject, metricId }) => `${metricId} ${subject}`)).toEqual([
      "first b",
      "first c",
      "second b",
    ]);
    for (const row of content.rows) expect(row.pAdjusted).toBeCloseTo(Math.min(1, 3 * row.p!), 12);
    expect(content).toMatchObject({ verdict: "worse", exitCode: 1, counts: { rows: 3, worse: 1 } });
  });

  test("by max-T use the correlation of the metrics and come with intervals that hold at once", () => {
    const paired = sides.slice(0, 2);
    const [first, second] = compare(paired, { correction: "max-t" }).content.rows;
    expect(first!.pAdjusted).toBeLessThan(0.05);
    expect(first!.pAdjusted).toBeGreaterThan(0);
    expect(first!.ciSimultaneous).toMatchObject({ level: 0.95 });
    expect(second!.ciSimultaneous!.low!).toBeLessThan(second!.delta!);
    const apart = compare(paired, { correction: "max-t", pairBy: "none" }).content.rows[0]!;
    expect(apart.ciSimultaneous!.method).toContain("relabelling");
    expect(apart.ciSimultaneous!.high! - apart.ciSimultaneous!.low!).toBeGreaterThan(apart.ci!.high! - apart.ci!.low!);
    expect(() => compare(sides, { correction: "max-t", pairBy: "none" })).toThrow("not the same runs");
  });

  test("by max-T keep clusters together: a cluster is flipped whole, and its interval is of the mean over items", () => {
    const inClusters = (shift: number, scale: number) =>
      measured(
        Array.from({ length: 60 }, (_, i) =>
          observation({
            itemId: `${i}`,
            clusterId: `${Math.floor(Math.sqrt(2 * i))}`,
            value: scale * (Math.sin(i) + shift * (1 + Math.cos(Math.floor(Math.sqrt(2 * i))))),
          }),
        ),
      );
    const family = (shift: number) => ({ x: inClusters(shift, 1), y: inClusters(shift, 10) });
    const { rows } = compare([side("a", family(0)), side("b", family(0.4))], { correction: "max-t" }).content;
    expect(rows.map(({ evidence }) => evidence.used)).toEqual(["clustered-items", "clustered-items"]);
    const [x, y] = rows.map((row) => row.ciSimultaneous!);
    expect((x!.low! + x!.high!) / 2).toBeCloseTo(rows[0]!.delta!, 12);
    expect(y!.low! / x!.low!).toBeCloseTo(10, 9);
    // Wholly correlated metrics cost nothing: the family of two is as one.
    const alone = compare([side("a", { x: family(0).x }), side("b", { x: family(0.4).x })], { correction: "max-t" });
    expect(rows[0]!.pAdjusted).toBeCloseTo(alone.content.rows[0]!.pAdjusted!, 2);
  });

  test("keep each other's numbers: adding a metric changes no interval", () => {
    const all = compare(sides).content.rows;
    const alone = compare(sides, { metrics: ["first"] }).content.rows;
    expect(alone.map(({ ci, p }) => ({ ci, p }))).toEqual(
      all.filter(({ metricId }) => metricId === "first").map(({ ci, p }) => ({ ci, p })),
    );
  });

  test("choose the reference by name, and a name nobody has is told", () => {
    expect(compare(sides, { reference: "b", metrics: ["first"] }).content.rows.map(({ subject }) => subject)).toEqual([
      "a",
      "c",
    ]);
    expect(() => compare(sides, { reference: "bb" })).toThrow('no side is called "bb"');
    expect(() => compare(sides, { metrics: ["frist"] })).toThrow('a has no metric "frist"');
  });

  test("the same sides, options and seed give the same content", () => {
    expect(compare(sides).content).toEqual(compare(sides).content);
    expect(compare(sides, { seed: 2 }).content.rows[0]!.ci).not.toEqual(compare(sides).content.rows[0]!.ci);
  });
});

test.each([
  [{ level: 95 }, "level is a share in (0,1); did you mean 0.95?"],
  [{ alpha: 0 }, "alpha is a share in (0,1)"],
  [{ resamples: 10 }, "at least 200"],
  [{ range: [1, 0] as const }, "the lower end comes first"],
  [{ minEffect: -1 }, "at least 0"],
])("%j is refused", (options, words) => {
  const { subject, reference } = binarySides(10, 2, 1);
  expect(() => compare([reference, subject], options)).toThrow(words);
});

test.each([
  ["item", "has no items on both sides"],
  ["seed", "has no seeds on both sides"],
] as const)("pairing by %s that cannot be had is an error, not another pairing", (pairBy, words) => {
  const list = (label: string) => side(label, { value: measured([1, 2, 4].map((value) => observation({ value }))) });
  expect(() => compare([list("a"), list("b")], { pairBy })).toThrow(words);
});

test("a list that nobody named is of the one metric the other side has", () => {
  const list = side("b", { value: measured([1, 2, 4].map((value) => observation({ value }))) });
  const runs = side("a", { auc: measured([1, 2, 3].map((value, i) => observation({ seed: `${i}`, value }))) });
  expect(one(list, runs).row).toMatchObject({ metricId: "auc", evidence: { used: "runs" } });
});

test("thousands of items with whole-number ratings are answered at once", () => {
  const ratings = (shift: number) => Array.from({ length: 5000 }, (_, i) => 1 + ((i * 7 + shift * (i % 3)) % 10));
  const { row } = one(itemSide("b", ratings(1)), itemSide("a", ratings(0)), { resamples: 1000 });
  expect(row.method).toBe("paired mean; paired t");
  expect(
    one(itemSide("b", ratings(1)), itemSide("a", ratings(0)), { pairBy: "none", resamples: 1000 }).row.method,
  ).toBe("Welch; Welch");
});

test.each([
  [3, "paired t", true],
  [5, "paired t", true],
  [6, "sign-flip exact", false],
])("%s paired runs are decided by %s: an exact test that cannot reach alpha says nothing", (n, method, told) => {
  const seeds = (label: string, shift: number) =>
    side(label, {
      m: measured(
        Array.from({ length: n }, (_, i) => observation({ seed: `${i}`, value: Math.sin(i) + shift * (1 + i / 20) })),
      ),
    });
  const { row } = one(seeds("b", 1), seeds("a", 0), { pairBy: "seed" });
  expect(row.method).toContain(`; ${method}`);
  expect(row.notes.join(" ").includes("cannot fall below")).toBe(told);
  expect(row.verdict).toBe("better");
});
