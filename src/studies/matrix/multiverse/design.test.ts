import { describe, expect, test } from "vitest";
import { makeDesign } from "./design.ts";
import {
  choices,
  defaultSpace,
  isForbidden,
  levelOf,
  type Part,
  parts,
  type Space,
  spaceSize,
  universeKey,
} from "./space.ts";

function narrow(levels: Partial<Space["levels"]>, forbidden: Space["forbidden"] = []): Space {
  const one: Partial<Record<Part, string[]>> = {};
  for (const part of parts) one[part] = [defaultSpace.levels[part][0]!];
  return { levels: { ...(one as Space["levels"]), ...levels }, forbidden };
}

describe("design", () => {
  test("is every allowed combination, in the order of the levels, where they are few enough", () => {
    const space = narrow({ transform: ["raw", "z", "logit"], predictor: ["mean", "fax"] }, [
      { transform: "z", predictor: "mean" },
    ]);
    const design = makeDesign(space, { max: 2000, seed: 1 });
    expect(design.kind).toBe("full");
    expect(design.universes.map(({ transform, predictor }) => `${transform} ${predictor}`)).toEqual([
      "raw mean",
      "raw fax",
      "z fax",
      "logit mean",
      "logit fax",
    ]);
    expect(design.counts.transform).toEqual({ raw: 2, z: 1, logit: 2 });
  });

  test("else is a sample without repeats in which each choice's levels are equally frequent", () => {
    const { kind, universes, counts } = makeDesign(defaultSpace, { max: 1000, seed: 7 });
    expect(kind).toBe("sample");
    expect(new Set(universes.map(universeKey)).size).toBe(1000);
    for (const choice of choices) {
      const found = [...Map.groupBy(universes, (universe) => levelOf(universe, choice)).values()].map(
        (own) => own.length,
      );
      expect(Math.max(...found) - Math.min(...found)).toBeLessThanOrEqual(1);
    }
    expect(counts.predictor).toMatchObject({ fax: 125, knn: 125 });
    expect(spaceSize(defaultSpace)).toBe(967_680);
  });

  test("keeps the counts while it avoids what is forbidden", () => {
    const space = { ...defaultSpace, forbidden: [{ transform: "quantile", decomposition: "nmf" }] };
    const { universes, counts } = makeDesign(space, { max: 400, seed: 2 });
    expect(universes.some((universe) => isForbidden(space, universe))).toBe(false);
    expect(universes).toHaveLength(400);
    expect(counts.transform).toEqual({ logit: 80, raw: 80, z: 80, "min-max": 80, quantile: 80 });
  });

  test("is the same for the same seed, and another for another", () => {
    const keys = (seed: number) => makeDesign(defaultSpace, { max: 50, seed }).universes.map(universeKey);
    expect(keys(3)).toEqual(keys(3));
    expect(keys(3)).not.toEqual(keys(4));
  });

  test("refuses a space of which nothing is allowed", () => {
    const space = narrow({}, [{ transform: "logit", predictor: "fax" }]);
    expect(() => makeDesign(space, { max: 10, seed: 1 })).toThrow(/every combination/);
  });
});
