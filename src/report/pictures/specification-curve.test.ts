import { describe, expect, test } from "vitest";
import { hostile, keepsThePicturePromises, long } from "./picture.conformance.ts";
import { type SpecificationCurve, specificationCurve } from "./specification-curve.ts";

function curve(count: number): SpecificationCurve {
  const levels = [hostile, long, "third"];
  return {
    name: "curve",
    title: "A title",
    alt: "What it shows",
    axisLabel: "error",
    intervalLabel: "95 % interval",
    universes: Array.from({ length: count }, (_, i) => {
      const value = ((i * 7) % count) + 10;
      return {
        value,
        low: i % 5 === 0 ? null : value - 2,
        high: i % 5 === 0 ? null : value + 2,
        levels: [levels[i % 3]!, i % 2 === 0 ? "a" : "b"],
      };
    }),
    choices: [
      { label: hostile, levels },
      { label: "second", levels: ["a", "b"] },
    ],
    thresholds: [15],
    marks: [{ at: 3, label: long }],
    simulated: false,
  };
}

describe("specification curve of few universes", () => {
  keepsThePicturePromises((change) => specificationCurve({ ...curve(40), ...change }), {
    nothing: { universes: [], marks: [] },
    namesInData: true,
  });
});

describe("specification curve of many", () => {
  keepsThePicturePromises((change) => specificationCurve({ ...curve(2000), ...change }), {
    nothing: { universes: [], choices: [], marks: [], thresholds: [] },
    namesInData: true,
  });

  test("draws a row of levels in a few paths, however many universes there are", () => {
    expect(specificationCurve(curve(2000)).svg.match(/<path/g)!.length).toBeLessThan(60);
  });
});
