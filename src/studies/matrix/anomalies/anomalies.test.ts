import { describe, expect, test } from "vitest";
import { generateMatrix } from "../generate/generate-matrix.ts";
import { maskView } from "../masked-view.ts";
import { smallTable } from "../testing/small-table.ts";
import { oddCells } from "./find-anomalies.ts";

describe("planted errors of four standard deviations", () => {
  test("are found again in a dense table, four in five, and few others with them", () => {
    let [found, planted, listed] = [0, 0, 0];
    for (let seed = 1; seed <= 2; seed++) {
      const { table, truth } = generateMatrix({ models: 200, benchmarks: 50, fill: 0.8, anomalies: 100, seed });
      const wrong = new Set(truth.planted.anomalies.map(({ model, benchmark }) => `${model} ${benchmark}`));
      const odd = oddCells(maskView(table)).filter(({ q }) => q <= 0.1);
      planted += wrong.size;
      listed += odd.length;
      found += odd.filter(({ cell }) => wrong.has(`${cell.model} ${cell.benchmark}`)).length;
    }
    expect(found / planted).toBeGreaterThanOrEqual(0.8);
    expect((listed - found) / listed).toBeLessThanOrEqual(0.15);
  });
});

test("the quick way agrees with fitting everything again", () => {
  const view = maskView(smallTable({ models: 30, benchmarks: 10 }));
  const [quick, exact] = [oddCells(view), oddCells(view, { exact: true })];
  const pairs = quick.map((cell, i) => [cell.z, exact[i]!.z] as const);
  const mean = (pick: (pair: readonly [number, number]) => number) =>
    pairs.reduce((sum, pair) => sum + pick(pair), 0) / pairs.length;
  const correlation = mean(([a, b]) => a * b) / Math.sqrt(mean(([a]) => a * a) * mean(([, b]) => b * b));
  expect(correlation).toBeGreaterThan(0.9);
});

test("benchmarks and models with too few scores are not judged", () => {
  expect(oddCells(maskView(smallTable({ models: 5, benchmarks: 3 })))).toEqual([]);
});
