import { describe, expect, test } from "vitest";
import { evaluate } from "../evaluate/evaluate.ts";
import { generateMatrix } from "../generate/generate-matrix.ts";
import { findPredictor } from "../predictors/registry.ts";
import { maskProtocol } from "../protocols/reveal.ts";
import { makeDesign } from "./design.ts";
import { outcomeReports } from "./outcomes.ts";
import { runUniverses, type UniverseResult } from "./run-universes.ts";
import { defaultSpace, type Part, parts, type Space, type Universe, universeKey } from "./space.ts";
import { drawnMask, tableKey, type World } from "./world.ts";

const { table } = generateMatrix({ seed: 3 }, "tiny");
const tables = new Map(
  ["mean", "last", "max"].flatMap((duplicates) =>
    ["keep", "drop"].map((zeros) => [tableKey(duplicates, zeros), table]),
  ),
);
const world: World = { tables, truth: table, mask: drawnMask(table, 1), seed: 1, together: 8 };
const tinySpace: Space = { ...defaultSpace, levels: { ...defaultSpace.levels, filter: ["none", "8/4"] } };
const standard = {} as Record<Part, string>;
for (const part of parts) standard[part] = defaultSpace.levels[part][0]!;

describe("universes on a small table", () => {
  const { universes } = makeDesign(tinySpace, { max: 60, seed: 5 });
  const results = [...runUniverses(world, universes)];

  test("all have every outcome, within its limits", () => {
    for (const result of results) {
      expect(result.reason).toBeNull();
      expect(result.own!.value).toBeGreaterThan(0);
      expect(result.canonical!.value).toBeGreaterThan(0);
      expect(result.canonical!.cells).toBe(world.mask.pairs.length);
      expect(result.missingFraction).toBeGreaterThan(0);
      expect(result.k).toBe(Math.max(1, Math.min(10, result.effectiveRank!, result.benchmarks! - 1)));
      expect(new Set(result.subset).size).toBe(result.k);
    }
    expect(results.map(({ universe }) => universe)).toEqual(universes);
  });

  test("come out the same whether or not others ran before them", () => {
    const alone = universes.filter((_universe, i) => i % 7 === 0);
    const again = [...runUniverses(world, alone)];
    expect(again).toEqual(results.filter((_result, i) => i % 7 === 0));
  });

  test("that are finished are taken as they are", () => {
    const done = new Map<string, UniverseResult>(
      results.map((result) => [universeKey(result.universe), { ...result, reason: "taken" }]),
    );
    expect([...runUniverses(world, universes, { done })].every(({ reason }) => reason === "taken")).toBe(true);
  });

  test("stop at an abort", () => {
    expect(() => runUniverses(world, universes, { signal: AbortSignal.abort() }).next()).toThrow(/abort/i);
  });
});

describe("a universe", () => {
  const run = (change: Partial<Universe>, on: World = world) => [...runUniverses(on, [{ ...standard, ...change }])][0]!;

  test("with one model hidden at a time has the canonical error that evaluate finds", () => {
    for (const predictor of ["mean", "benchreg", "bias-als"]) {
      const found = run({ predictor, transform: "logit" }, { ...world, together: 1 });
      const own = findPredictor(predictor, { space: { transform: "logit" } });
      const { predictors } = evaluate(table, maskProtocol([world.mask]), [own], { seed: 1, resamples: 200 });
      expect(found.canonical!.value).toBeCloseTo(predictors[0]!.unclipped.mae.value!, 10);
    }
  });

  test("never sees a masked score: changing them changes nothing but the canonical score", () => {
    const hidden = new Set(world.mask.pairs.map(({ modelId, benchmarkId }) => `${modelId} ${benchmarkId}`));
    const changed = {
      ...table,
      cells: table.cells.map((cell) =>
        hidden.has(`${table.models[cell.model]!.id} ${table.benchmarks[cell.benchmark]!.id}`)
          ? { ...cell, value: 1.5 }
          : cell,
      ),
    };
    const other: World = { ...world, tables: new Map([...tables.keys()].map((key) => [key, changed])) };
    for (const { universe } of runUniverses(world, makeDesign(tinySpace, { max: 12, seed: 9 }).universes)) {
      expect(run(universe, other)).toEqual(run(universe));
    }
  });

  test("whose filter leaves nothing says so, and has no figures", () => {
    const found = run({ filter: "500/500" });
    expect(found).toMatchObject({ own: null, canonical: null, effectiveRank: null });
    expect(found.reason).toMatch(/nothing is left/);
  });

  test("with affine transforms differs in its rank alone", () => {
    const [raw, z] = [run({ transform: "raw", rank: "fixed-2" }), run({ transform: "z", rank: "fixed-2" })];
    expect(z.own).toEqual(raw.own);
    expect(z.canonical).toEqual(raw.canonical);
  });
});

test("outcomes are attributed on one scale each: own errors by protocol, choices that cannot matter left out", () => {
  const { universes, spaceSize, kind } = makeDesign(tinySpace, { max: 60, seed: 5 });
  const reports = outcomeReports([...runUniverses(world, universes)], {
    design: { kind, spaceSize },
    thresholds: [10, 1e9],
    seed: 1,
    draws: 20,
  });
  expect(reports.map(({ id }) => id).toSorted()).toEqual([
    "canonical_mae",
    "effective_rank",
    "k",
    "missing_fraction",
    "own_mae:cells",
    "own_mae:leave-one-model",
    "own_mae:per-model",
    "own_mae:reveal-5",
    "subset",
  ]);
  for (const { attribution } of reports) {
    expect(attribution.choices.map(({ choice }) => choice)).not.toContain("protocol");
  }
  const canonical = reports.find(({ id }) => id === "canonical_mae")!;
  expect(canonical.thresholds[1]).toMatchObject({ beneath: 60, of: 60, high: 1 });
  expect(reports.find(({ id }) => id === "missing_fraction")!.attribution.choices.at(-1)!.first.value).toBeCloseTo(
    1,
    6,
  );
});
