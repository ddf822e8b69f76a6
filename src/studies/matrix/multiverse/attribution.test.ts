import { describe, expect, test } from "vitest";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { type AttributionData, attribute } from "./attribution.ts";
import { makeDesign } from "./design.ts";
import { choices, defaultSpace, levelOf, type Space, type Universe } from "./space.ts";

const small: Space = {
  levels: {
    ...defaultSpace.levels,
    duplicates: ["mean", "last"],
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

/** The g-function of Saltelli and Sobol (1995), a product of one factor a choice, with its variances known for any levels. */
describe("the g-function", () => {
  const { universes } = makeDesign(small, { max: 2000, seed: 1 });
  const weights: Readonly<Record<string, number>> = {
    schema: 0,
    missing: 1,
    transform: 4.5,
    decomposition: 9,
    rank: 0.5,
    predictor: 99,
  };
  const data = dataOf(universes, [], "all");
  const factors = data.choices.map((id, c) => {
    const levels = 1 + data.levels[c]!.reduce((most, level) => Math.max(most, level), 0);
    const raw = Array.from({ length: levels }, (_, level) => {
      const x = (level + 0.3) / levels;
      return (Math.abs(4 * x - 2) + (weights[id] ?? 0)) / (1 + (weights[id] ?? 0));
    });
    const mean = raw.reduce((sum, value) => sum + value, 0) / levels;
    const values = raw.map((value) => value / mean);
    return { id, values, variance: values.reduce((sum, value) => sum + (value - 1) ** 2, 0) / levels };
  });
  const product = (list: readonly number[]) => list.reduce((all, value) => all * value, 1);
  const total = product(factors.map(({ variance }) => 1 + variance)) - 1;

  test("has its analytic first-order and total indices", () => {
    const values = universes.map((_universe, a) =>
      product(factors.map(({ values: own }, c) => own[data.levels[c]![a]!]!)),
    );
    const found = attribute({ ...data, values }, { rng: rng(), draws: 0 });
    for (const [c, { id, variance }] of factors.entries()) {
      const others = product(factors.filter((other) => other.id !== id).map((other) => 1 + other.variance));
      expect(found.choices[c]!.first.value).toBeCloseTo(variance / total, 10);
      expect(found.choices[c]!.total!.value).toBeCloseTo((variance * others) / total, 10);
    }
    const [a, b] = [factors.find(({ id }) => id === "schema")!, factors.find(({ id }) => id === "rank")!];
    const pair = found.interactions.find(({ between }) => between.join() === "schema,rank")!;
    expect(pair.share.value).toBeCloseTo((a.variance * b.variance) / total, 10);
  });
});

test("intervals from samples hold the planted shares nearly as often as they say", () => {
  const plan = planted(defaultSpace, { schema: 1, missing: 0.8, transform: 2, rank: 0.7, predictor: 1.5 });
  let [held, of] = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    const { universes, spaceSize } = makeDesign(defaultSpace, { max: 300, seed });
    const noise = rngStream(seed, "attribution noise");
    const values = universes.map((universe) => plan.value(universe) + 0.01 * noise.normal());
    const found = attribute(dataOf(universes, values, spaceSize), {
      rng: rngStream(seed, "attribution coverage"),
      draws: 100,
    });
    for (const { choice, first } of found.choices) {
      if (plan.share(choice) < 0.05) continue;
      of += 1;
      held += Number(first.low! <= plan.share(choice) && plan.share(choice) <= first.high!);
    }
  }
  // 95 % is the aim; a binomial count of so many with that rate is hardly ever under 85 %.
  expect(held / of).toBeGreaterThan(0.85);
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
