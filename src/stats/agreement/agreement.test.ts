import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { readReference, readReferenceText } from "../reference.conformance.ts";
import { cohenKappa, cohenKappaTable } from "./cohen-kappa.ts";
import { fleissKappa } from "./fleiss-kappa.ts";
import { gwetAc } from "./gwet-ac.ts";
import { intraclassCorrelation, spearmanBrown } from "./intraclass-correlation.ts";
import { type AlphaMetric, krippendorffAlpha } from "./krippendorff-alpha.ts";
import { raterProfiles } from "./rater-profiles.ts";
import type { Rating, RatingTable } from "./ratings.ts";

/** A 2 × 2 table of counts as pairs of ratings. */
function pairs(table: readonly (readonly number[])[]): RatingTable {
  return table.flatMap((row, i) => row.flatMap((count, j) => Array.from({ length: count }, () => [i, j])));
}

describe("Cohen's kappa and Gwet's AC (§14)", () => {
  test.each([
    [
      [
        [20, 5],
        [10, 15],
      ],
      0.4,
      0.405941,
    ],
    [
      [
        [118, 5],
        [2, 0],
      ],
      -0.0234,
      0.9408,
    ],
  ])("of %j", (table, kappa, ac1) => {
    expect(cohenKappaTable(table).value).toBeCloseTo(kappa, 4);
    expect(gwetAc(pairs(table), { categories: [0, 1] }).value).toBeCloseTo(ac1, 4);
  });

  test("AC2 with quadratic weights, gaps and three raters stays between chance and 1", () => {
    const table: RatingTable = [
      [1, 1, null],
      [2, 2, 3],
      [3, null, 3],
      [1, 1, 1],
      [2, 3, 2],
      [4, 4, 4],
    ];
    const ac2 = gwetAc(table, { categories: [1, 2, 3, 4], weights: "quadratic" });
    expect(ac2.value!).toBeGreaterThan(gwetAc(table, { categories: [1, 2, 3, 4] }).value!);
    expect(ac2.ci!.high!).toBeLessThanOrEqual(1);
    expect(ac2.method).toBe("Gwet AC2");
  });

  test("the standard error of kappa, worked by hand", () => {
    const { value, se } = cohenKappaTable([
      [20, 5],
      [10, 15],
    ]);
    expect(value).toBeCloseTo(0.4, 12);
    expect(se).toBeCloseTo(Math.sqrt(0.2016 / (50 * 0.25)), 12);
  });

  test.each([
    ["nobody rated", [], "too-few"],
    [
      "both constant",
      [
        [1, 1],
        [1, 1],
      ],
      "no-variation",
    ],
  ] as const)("kappa is unknown when %s", (_, ratings, reason) => {
    const first = ratings.map((row) => row[0]);
    const second = ratings.map((row) => row[1]);
    expect(cohenKappa(first, second, { categories: [1, 2] })).toMatchObject({ value: null, ci: null, reason });
  });

  test("dropped units are noted, undeclared categories refused", () => {
    const { notes, n } = cohenKappa([1, 2, null, 1], [1, 2, 1, 2], { categories: [1, 2] });
    expect([n, notes]).toEqual([3, ["1 units with one rating dropped"]]);
    expect(() => cohenKappa([1, 3], [1, 2], { categories: [1, 2] })).toThrow("one of the categories");
    expect(() =>
      cohenKappaTable(
        [
          [1, 2],
          [3, 4],
        ],
        { weights: [[1]] },
      ),
    ).toThrow("2 × 2");
  });
});

describe("Fleiss' kappa", () => {
  const table: RatingTable = [
    [1, 1, 2],
    [2, 2, 2],
    [1, 2, 2],
    [1, 1, 1],
  ];
  test("is tied to nominal alpha by α = 1 − (1−κ)(1−1/n)", () => {
    const kappa = fleissKappa(table).value!;
    const alpha = krippendorffAlpha(table, { metric: "nominal" }).value!;
    expect(alpha).toBeCloseTo(1 - (1 - kappa) * (1 - 1 / 12), 12);
  });
  test("needs equally many raters, and variation", () => {
    expect(
      fleissKappa([
        [1, 2],
        [1, null],
      ]),
    ).toMatchObject({ value: null, reason: "incomplete-design" });
    expect(
      fleissKappa([
        [1, 1],
        [1, 1],
      ]),
    ).toMatchObject({ value: null, reason: "no-variation" });
    expect(fleissKappa([])).toMatchObject({ value: null, reason: "too-few" });
  });
});

describe("the intraclass correlation", () => {
  const judges: RatingTable = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
  ];
  test("of Shrout and Fleiss' table, single, average and with intervals (§14)", () => {
    const icc = (model: 1 | 2 | 3, of: "single" | "average") => intraclassCorrelation(judges, { model, of });
    expect(([1, 2, 3] as const).map((model) => Number(icc(model, "single").value!.toFixed(4)))).toEqual([
      0.1657, 0.2898, 0.7148,
    ]);
    expect(([1, 2, 3] as const).map((model) => Number(icc(model, "average").value!.toFixed(4)))).toEqual([
      0.4428, 0.6201, 0.9093,
    ]);
    const limits = (model: 1 | 2 | 3) =>
      [icc(model, "single").ci!.low, icc(model, "single").ci!.high].map((x) => Number(x!.toFixed(4)));
    expect(limits(3)).toEqual([0.3425, 0.9459]);
    expect(limits(2)).toEqual([0.0188, 0.7611]);
  });

  test.each([
    [
      [
        [1, 2],
        [3, null],
      ],
      "incomplete-design",
    ],
    [[[1, 2]], "too-few"],
    [
      [
        [2, 2],
        [2, 2],
      ],
      "no-variation",
    ],
  ] as const)("of %j is unknown", (table, reason) => {
    expect(intraclassCorrelation(table, { model: 2 })).toMatchObject({ value: null, ci: null, reason });
  });

  test("Spearman–Brown lengthens", () => {
    expect(spearmanBrown(0.5, 3)).toBeCloseTo(0.75, 12);
  });
});

test("the odd rater shows: severity and alpha without", () => {
  const table = Array.from({ length: 12 }, (_, i) => [i, i + 0.1, i + 3]);
  const profiles = raterProfiles(table, { metric: "interval" });
  expect(profiles[2]!.severity).toBeCloseTo(2.95, 10);
  expect(profiles[2]!.alphaWithout!).toBeGreaterThan(profiles[0]!.alphaWithout!);
  expect(profiles.map((profile) => profile.ratings)).toEqual([12, 12, 12]);
});

interface AgreementReference {
  cases: { id: string; statistic: string; data: Rating[][]; computed: number; note: string; citation: string }[];
}
const reference = readReference<AgreementReference>("statistics/agreement.json");

describe.skipIf(reference === null)("the agreement reference", () => {
  const transpose = (rows: Rating[][]) => rows[0]!.map((_, j) => rows.map((row) => row[j]!));
  test.each(reference?.cases ?? [])("holds for $id", ({ id, statistic, data, computed }) => {
    expect(Math.abs(compute(id, statistic, data)! - computed)).toBeLessThan(1e-6);
  });

  function compute(id: string, statistic: string, data: Rating[][]): number | null {
    if (statistic.startsWith("krippendorff_alpha_")) {
      const metric = statistic.slice("krippendorff_alpha_".length) as AlphaMetric;
      // Fleiss' diagnoses list a unit per row; the others a rater per row.
      return krippendorffAlpha(data.length > 10 ? data : transpose(data), { metric }).value;
    }
    if (statistic === "fleiss_kappa") return fleissKappa(data).value;
    if (statistic.startsWith("cohen_kappa_")) {
      const weights = statistic.slice("cohen_kappa_".length) as "unweighted" | "quadratic";
      if (data.length === 2) return cohenKappaTable(data as number[][], { weights }).value;
      const declared = id.includes("all6levels") ? [1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 6];
      const [first, second] = transpose(data);
      return cohenKappa(first!, second!, { categories: declared, weights }).value;
    }
    const model = Number(statistic.charAt(3)) as 1 | 2 | 3;
    return intraclassCorrelation(data, { model, of: statistic.endsWith("k") ? "average" : "single" }).value;
  }
});

const ratersCsv = readReferenceText("sycophancy/three_raters.csv");

test.skipIf(ratersCsv === null)("alpha of 150 items by three raters (§14)", () => {
  const rows = ratersCsv!.trim().split("\n").slice(1);
  const table = rows.map((row) =>
    row
      .split(",")
      .slice(1, 4)
      .map((cell) => (cell === "" ? null : Number(cell))),
  );
  expect(krippendorffAlpha(table, { metric: "interval" }).value).toBeCloseTo(0.5719762681052558, 12);
  expect(krippendorffAlpha(table, { metric: "ordinal" }).value).toBeCloseTo(0.600634890341843, 12);
});

describe("an interval that only draws could give", () => {
  const rng = rngStream(1, "agreement");
  const table = Array.from({ length: 30 }, () => {
    const truth = rng.integer(3);
    return [0, 1, 2].map(() => (rng.float() < 0.7 ? truth : rng.integer(3)));
  });

  test("is null with a reason without rng, and BCa over units with one", () => {
    expect(fleissKappa(table)).toMatchObject({ ci: null, reason: "not-identified" });
    expect(krippendorffAlpha(table, { metric: "nominal" })).toMatchObject({ ci: null, reason: "not-identified" });
    const { value, se, ci } = fleissKappa(table, { rng: rngStream(1, "fleiss"), resamples: 1000 });
    expect(ci!.low!).toBeLessThan(value!);
    expect(ci!.high!).toBeGreaterThan(value!);
    expect(se!).toBeGreaterThan(0);
    expect(fleissKappa(table.slice(0, 9), { rng })).toMatchObject({ ci: null, reason: "too-few" });
    expect(() => fleissKappa(table, { level: 95 })).toThrow("level is a share in (0,1)");
  });
});
