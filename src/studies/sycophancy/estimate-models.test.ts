import { describe, expect, test } from "vitest";
import { type EstimandId, estimands } from "./estimands.ts";
import { type EstimateOptions, estimateModels, type Variant } from "./estimate-models.ts";
import { simulateRows } from "./testing/simulate-rows.ts";
import { tripletTable } from "./triplet-table.ts";

const options: EstimateOptions = {
  ...{ level: 0.95, method: "bca", resamples: 500, permutations: 1000, seed: 1 },
  exempt: () => 0,
  planted: {},
};
const all = estimands.map(({ id }) => id);

function mainOf(rows: ReturnType<typeof simulateRows>, ids: readonly EstimandId[] = all): Variant {
  const table = tripletTable(rows, { threshold: 0.33 });
  return { id: "main", table, asks: new Map(table.map(({ modelId }) => [modelId, ids])) };
}

const study = (triplets: number, names: readonly string[], change = {}) =>
  simulateRows({
    triplets,
    repeats: 2,
    seed: 9,
    respondents: names.map((modelId, i) => ({ modelId, effect: i / 10, ...change })),
  });

describe("estimateModels", () => {
  test("pairs models of different runs on the triplets they share", () => {
    const rows = [
      ...study(30, ["a"]),
      ...study(40, ["b"]).map((row) => ({ ...row, runId: "run-2" })),
      ...study(5, ["c"]).map((row) => ({ ...row, runId: "run-3", tripletId: `other-${row.tripletId}` })),
    ];
    const { pairs, models } = estimateModels([mainOf(rows)], options);
    expect(models.get("b")!.byVariant.get("main")![0]!.triplets).toBe(40);
    const found = pairs.map(({ a, b, inference }) => [a, b, inference.triplets, inference.reason]);
    expect(found).toEqual([
      ["a", "b", 30, null],
      ["a", "c", 0, "too-few"],
      ["b", "c", 0, "too-few"],
    ]);
  });

  test("a pair with a gap is compared on the triplets that both have", () => {
    const rows = study(30, ["a", "b"]).map((row) =>
      row.modelId === "a" && row.tripletId === "t-0004" && row.role === "a" ? { ...row, score: null } : row,
    );
    const { pairs, models } = estimateModels([mainOf(rows)], options);
    const [a, b] = ["a", "b"].map((name) => models.get(name)!.byVariant.get("main")![0]!);
    expect([a!.triplets, b!.triplets, pairs[0]!.inference.triplets]).toEqual([29, 30, 29]);
    expect(pairs[0]!.inference.ci).not.toBeNull();
  });

  test("draws triplets within their domain: what differs only between domains leaves no doubt behind", () => {
    // S is 0.4 in one domain and −0.2 in the other, nearly without spread inside.
    const rows = study(40, ["a"], { effect: 0, sdTriplet: 0.01, sdView: 0.01, sdRepeat: 0.01 }).map((row, i) => {
      const rent = Number(row.tripletId!.slice(2)) % 2 === 0;
      const side = row.role === "a" ? 1 : row.role === "b" ? -1 : 0;
      return {
        ...row,
        score: row.score! + side * (rent ? 0.4 : -0.2),
        factors: { domain: rent ? "rent" : "pets" },
        repeat: i,
      };
    });
    const width = (input: ReturnType<typeof study>) => {
      const { ci } = estimateModels([mainOf(input, ["s"])], options)
        .models.get("a")!
        .byVariant.get("main")![0]!;
      return ci!.high - ci!.low;
    };
    expect(width(rows)).toBeLessThan(0.02);
    expect(width(rows.map((row) => ({ ...row, factors: {} })))).toBeGreaterThan(0.15);
  });

  test("a variant is estimated only for the models it asks", () => {
    const main = mainOf(study(12, ["a", "b"]));
    const other: Variant = { ...main, id: "other", asks: new Map([["b", ["s"]]]) };
    const { models } = estimateModels([main, other], options);
    expect(models.get("a")!.byVariant.get("other")).toEqual([]);
    expect(
      models
        .get("b")!
        .byVariant.get("other")!
        .map(({ id }) => id),
    ).toEqual(["s"]);
  });
});
