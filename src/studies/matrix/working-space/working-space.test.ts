import { describe, expect, test } from "vitest";
import { maskView } from "../masked-view.ts";
import { smallTable } from "../testing/small-table.ts";
import { transformIds } from "./transform.ts";
import { workingSpace } from "./working-space.ts";

const table = smallTable({ models: 14, benchmarks: 6 });
const logit = (score: number) => Math.log(score / (100 - score));

describe("standardising", () => {
  test("plainly gives every column mean 0 and spread 1", () => {
    const { byBenchmark } = workingSpace(maskView(table), { standardise: "plain" });
    for (let j = 0; j < 6; j++) {
      const column = byBenchmark.value.subarray(byBenchmark.start[j]!, byBenchmark.start[j + 1]!);
      expect(column.reduce((sum, z) => sum + z, 0)).toBeCloseTo(0, 9);
      expect(column.reduce((sum, z) => sum + z * z, 0) / column.length).toBeCloseTo(1, 9);
    }
  });

  test("pulls a thin column's spread to the typical one, as three cells of it would", () => {
    const thin = { ...table, cells: table.cells.filter(({ benchmark, model }) => benchmark !== 2 || model < 5) };
    const { columns } = workingSpace(maskView(thin));
    const plain = workingSpace(maskView(thin), { standardise: "plain" }).columns.map(({ sd }) => sd);
    const filled = plain.filter((_, j) => columns[j]!.count >= 8).toSorted((a, b) => a - b);
    const typical = (filled[2]! + filled.at(-3)!) / 2;
    const { count, sd } = columns[2]!;
    expect(sd).toBeCloseTo(Math.sqrt((count * plain[2]! ** 2 + 3 * typical ** 2) / (count + 3)), 12);
  });

  test("leaves ratings their spread, and gives equal ratings one of 3 %", () => {
    const benchmarks = table.benchmarks.map((benchmark) => ({ ...benchmark, metric: "Elo rating" }));
    const cells = table.cells.map((cell) => ({ ...cell, value: cell.benchmark === 0 ? 1200 : cell.value * 10 }));
    const { columns } = workingSpace(maskView({ ...table, benchmarks, cells }));
    expect(columns[0]).toMatchObject({ mean: 1200, sd: 36 });
    const visible = cells.filter(({ benchmark }) => benchmark === 1).map(({ value }) => value);
    const mean = visible.reduce((sum, value) => sum + value, 0) / visible.length;
    const variance = visible.reduce((sum, value) => sum + (value - mean) ** 2, 0) / visible.length;
    expect(columns[1]!.sd).toBeCloseTo(Math.sqrt(variance), 8);
  });
});

test("cells lie by model and by benchmark alike", () => {
  const { rows, byBenchmark, toWorking, columns } = workingSpace(maskView(table));
  const cell = table.cells[20]!;
  const z = toWorking(cell.benchmark, cell.value);
  expect(z).toBeCloseTo((logit(cell.value) - columns[cell.benchmark]!.mean) / columns[cell.benchmark]!.sd, 12);
  expect(Array.from(rows.value)).toContain(z);
  expect(rows.value.toSorted()).toEqual(byBenchmark.value.toSorted());
});

test.each(transformIds)("scores come back from working space under %s", (transform) => {
  const space = workingSpace(maskView(table), { transform });
  for (const { benchmark, value } of table.cells.slice(0, 30)) {
    if (value < 1 || value > 99) continue;
    expect(space.toScore(benchmark, space.toWorking(benchmark, value))).toBeCloseTo(value, 8);
    if (value < 25 || value > 75) continue;
    const z = space.toWorking(benchmark, value) - 0.05;
    const slope = (space.toScore(benchmark, z + 1e-6) - space.toScore(benchmark, z - 1e-6)) / 2e-6;
    expect(Math.abs(space.slope(benchmark, z) - slope)).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)));
  }
});

describe("a benchmark without a visible cell", () => {
  const cold = table.cells.filter(({ benchmark }) => benchmark === 3);

  test("lies where its category does, at least as wide", () => {
    const { columns } = workingSpace(maskView(table, cold));
    expect(columns[3]!.peers).toEqual([1, 5]);
    expect(columns[3]!.mean).toBeCloseTo((columns[1]!.mean + columns[5]!.mean) / 2, 12);
    expect(columns[3]!.sd).toBeGreaterThanOrEqual(Math.min(columns[1]!.sd, columns[5]!.sd));
  });

  test("takes all proportions for peers where its category has none", () => {
    const benchmarks = table.benchmarks.map((benchmark, j) =>
      j === 3 ? { ...benchmark, category: "Law" } : benchmark,
    );
    const { columns } = workingSpace(maskView({ ...table, benchmarks }, cold));
    expect(columns[3]!.peers).toEqual([0, 1, 2, 4, 5]);
  });

  test("has no peers when it is a rating", () => {
    const benchmarks = table.benchmarks.map((benchmark, j) => (j === 3 ? { ...benchmark, metric: "Elo" } : benchmark));
    const { columns } = workingSpace(maskView({ ...table, benchmarks }, cold));
    expect(columns[3]).toMatchObject({ peers: [], mean: 0, sd: 1 });
  });
});
