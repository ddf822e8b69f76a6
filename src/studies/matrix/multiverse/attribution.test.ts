import { describe, expect, test } from "vitest";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { type AttributionData, attribute } from "./attribution.ts";
import { makeDesign } from "./design.ts";
import { choices, defaultSpace, levelOf, type Space, type Universe } from "./space.ts";

const small: Space = {
  levels: {
    ...defaultSpace.levels,
    duplicates: ["mean"],
    zeros: ["keep", "drop"],
    filter: ["none"],
    transform: ["logit", "raw"],
    decomposition: ["fa", "svd"],
    rank: ["cv", "elbow", "fixed-2"],
    selection: ["greedy"],
    predictor: ["fax", "mean", "knn"],
    protocol: ["cells"],
  },
  forbidden: [],
};

/** Effects of each choice's levels, with the variance over equally frequent levels that the shares should show. */
function planted(space: Space, sizes: Readonly<Record<string, number>>) {
  const effects = new Map<string, number>();
  const variances = new Map<string, number>();
  for (const choice of choices) {
    const levels = [
      ...new Set(
        choice.parts
          .map((part) => space.levels[part])
          .reduce<string[]>((lists, own) => lists.flatMap((a) => own.map((b) => (a === "" ? b : `${a} + ${b}`))), [""]),
      ),
    ];
    const raw = levels.map((_level, i) => i - (levels.length - 1) / 2);
    for (const [i, level] of levels.entries()) effects.set(`${choice.id} ${level}`, (sizes[choice.id] ?? 0) * raw[i]!);
    const variance = raw.reduce((sum, value) => sum + value ** 2, 0) / raw.length;
    variances.set(choice.id, (sizes[choice.id] ?? 0) ** 2 * variance);
  }
  const total = [...variances.values()].reduce((sum, value) => sum + value, 0);
  return {
    value: (universe: Universe) =>
      10 + choices.reduce((sum, choice) => sum + effects.get(`${choice.id} ${levelOf(universe, choice)}`)!, 0),
    share: (id: string) => variances.get(id)! / total,
  };
}

function dataOf(
  universes: readonly Universe[],
  values: AttributionData["values"],
  population: AttributionData["population"],
): AttributionData {
  const codes = choices.map((choice) => {
    const known = new Map<string, number>();
    return Int32Array.from(universes, (universe) => {
      const level = levelOf(universe, choice);
      if (!known.has(level)) known.set(level, known.size);
      return known.get(level)!;
    });
  });
  return { choices: choices.map(({ id }) => id), levels: codes, values, population };
}

const rng = () => rngStream(1, "attribution test");

describe("a planted additive outcome", () => {
  const sizes = { schema: 1, missing: 0.8, transform: 2, decomposition: 0.5, rank: 0.7, predictor: 1.5 };

  test("of a full factorial comes out exactly, first order, total and Shapley", () => {
    const { kind, universes } = makeDesign(small, { max: 2000, seed: 1 });
    expect(kind).toBe("full");
    const plan = planted(small, sizes);
    const found = attribute(dataOf(universes, universes.map(plan.value), "all"), { rng: rng(), draws: 40 });
    expect(found.method).toBe("sobol");
    for (const { choice, first, total, shapley } of found.choices) {
      expect(first.value).toBeCloseTo(plan.share(choice), 10);
      expect(total!.value).toBeCloseTo(plan.share(choice), 10);
      expect(shapley.value).toBeCloseTo(plan.share(choice), 10);
      expect(first.low).toBeLessThanOrEqual(plan.share(choice) + 1e-9);
      expect(first.high).toBeGreaterThanOrEqual(plan.share(choice) - 1e-9);
    }
    expect(found.higherOrders).toBeCloseTo(0, 10);
    for (const { share } of found.interactions) expect(Math.abs(share.value)).toBeLessThan(1e-10);
  });

  test("of 2,000 universes out of a million comes out within .03", () => {
    const { kind, universes, spaceSize } = makeDesign(defaultSpace, { max: 2000, seed: 3 });
    expect(kind).toBe("sample");
    expect(universes).toHaveLength(2000);
    const plan = planted(defaultSpace, { ...sizes, selection: 0.5, protocol: 1 });
    const found = attribute(dataOf(universes, universes.map(plan.value), spaceSize), { rng: rng(), draws: 40 });
    expect(found.method).toBe("shapley");
    for (const { choice, first, total, shapley } of found.choices) {
      expect(Math.abs(first.value - plan.share(choice))).toBeLessThan(0.03);
      expect(Math.abs(shapley.value - plan.share(choice))).toBeLessThan(0.03);
      expect(total).toBeNull();
    }
    expect(Math.abs(found.higherOrders)).toBeLessThan(0.05);
  });
});

describe("interactions", () => {
  const grid = makeDesign(small, { max: 2000, seed: 1 }).universes;

  test("a pure interaction of two choices is all second order, and Shapley halves it", () => {
    const values = grid.map(({ transform, decomposition }) =>
      (transform === "raw") === (decomposition === "svd") ? 1 : -1,
    );
    const found = attribute(dataOf(grid, values, "all"), { rng: rng(), draws: 20 });
    expect(found.interactions[0]).toMatchObject({ between: ["transform", "decomposition"] });
    expect(found.interactions[0]!.share.value).toBeCloseTo(1, 10);
    const own = found.choices.find(({ choice }) => choice === "transform")!;
    expect(own.first.value).toBeCloseTo(0, 10);
    expect(own.total!.value).toBeCloseTo(1, 10);
    expect(own.shapley.value).toBeCloseTo(0.5, 10);
  });

  test("Ishigami-like products of three show as higher orders, and Shapley values still sum to 1", () => {
    const sign = (yes: boolean) => (yes ? 1 : -1);
    const values = grid.map(
      ({ transform, decomposition, zeros }) =>
        sign(transform === "raw") * sign(decomposition === "svd") * sign(zeros === "drop"),
    );
    const found = attribute(dataOf(grid, values, "all"), { rng: rng(), draws: 0 });
    expect(found.higherOrders).toBeCloseTo(1, 10);
    expect(found.choices.reduce((sum, { shapley }) => sum + shapley.value, 0)).toBeCloseTo(1, 10);
  });

  test("unbalanced universes have Shapley shares that sum to 1", () => {
    const left = grid.filter(({ transform, predictor }) => !(transform === "raw" && predictor === "mean"));
    const plan = planted(small, { transform: 1, predictor: 1, rank: 0.5 });
    const found = attribute(dataOf(left, left.map(plan.value), "all"), { rng: rng(), draws: 20 });
    expect(found.method).toBe("shapley");
    expect(found.choices.reduce((sum, { shapley }) => sum + shapley.value, 0)).toBeCloseTo(1, 10);
  });

  test("a chosen set is explained by what sets it", () => {
    const values = grid.map(({ rank }) => (rank === "cv" ? [1, 3] : rank === "elbow" ? [1, 2] : [4, 7]));
    const found = attribute(dataOf(grid, values, "all"), { rng: rng(), draws: 20 });
    expect(found.choices.find(({ choice }) => choice === "rank")!.first.value).toBeCloseTo(1, 10);
  });

  test("what does not vary has no shares", () => {
    const found = attribute(
      dataOf(
        grid,
        grid.map(() => 12.3),
        "all",
      ),
      { rng: rng() },
    );
    expect(found).toMatchObject({ choices: [], reason: "it is the same in all universes" });
  });
});
