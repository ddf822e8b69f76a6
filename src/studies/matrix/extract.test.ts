import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ExtractOptions } from "../../sources/score-table/extract-options.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";
import { extractMatrix } from "./extract.ts";
import { generateMatrix } from "./generate/generate-matrix.ts";
import { type FileShape, shapedFile, shapes } from "./generate/shape-files.ts";
import { matrixReference, referenceTable } from "./testing/reference-table.ts";

const reference = matrixReference("llm_benchmark_data.json");
const withReference = describe.skipIf(reference === null);

/** Extracts from one file of this text. */
async function extractText(name: string, text: string, options: ExtractOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), "assay-extract-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), text);
  return extractMatrix([join(folder, name)], options);
}

/** Cells by the names of their sides, sorted: the same table, whatever its order. */
function namedCells({ models, benchmarks, cells }: ScoreTable): string[] {
  return cells.map((cell) => `${models[cell.model]!.id} ${benchmarks[cell.benchmark]!.id} ${cell.value}`).sort();
}

withReference("the public table (skipped: no reference data)", () => {
  test("comes out with its known figures", async () => {
    const { extraction } = await extractMatrix([reference!]);
    expect(extraction).toMatchObject({ shape: "long", nModels: 83, nBenchmarks: 49, nRows: 1390, nCells: 1375 });
    expect(extraction.missingFraction).toBeCloseTo(0.661913, 6);
    expect(extraction.duplicates).toHaveLength(15);
    const conflicts = extraction.duplicates.filter(({ kind }) => kind === "conflict");
    expect(conflicts.map(({ modelId, benchmarkId, values }) => [modelId, benchmarkId, values])).toEqual([
      ["deepseek-r1-distill-qwen-1.5b", "livecodebench", [16.9, 13.2]],
      ["deepseek-r1-distill-llama-8b", "livecodebench", [39.6, 42.5]],
      ["qwen3-1.7b", "mmlu", [61.0, 62.63]],
    ]);
    expect(extraction.zeros).toHaveLength(8);
    expect(extraction.zeros.every(({ kept }) => kept)).toBe(true);
    expect(extraction.rejected).toEqual([]);
    expect(extraction.issues).toEqual([]);
  });

  test("is read as a reader that knows its keys reads it", async () => {
    const { table } = await extractMatrix([reference!]);
    const known = referenceTable();
    expect(table.models).toEqual(known.models);
    expect(table.benchmarks).toEqual(known.benchmarks);
    const values = ({ cells }: ScoreTable) => cells.map(({ model, benchmark, value }) => [model, benchmark, value]);
    expect(values(table)).toEqual(values(known));
    const last = await extractMatrix([reference!], { duplicates: "last" });
    expect(values(last.table)).toEqual(values(referenceTable({ duplicates: "last" })));
  });

  test("has four columns on a scale of their own", async () => {
    const { extraction } = await extractMatrix([reference!]);
    const own = extraction.benchmarks.filter(({ transform }) => transform === "identity").map(({ id }) => id);
    expect(own.sort()).toEqual(["aa_intelligence_index", "chatbot_arena_elo", "codeforces_rating", "gdpval_aa"]);
  });

  test("drops its zeros only when told to", async () => {
    const { extraction } = await extractMatrix([reference!], { zeros: "drop" });
    expect(extraction.nCells).toBe(1367);
    expect(extraction.zeros.map(({ kept }) => kept)).toEqual(Array(8).fill(false));
  });

  const known = reference === null ? null : referenceTable();

  test.each(shapes)("has the same 1,375 cells written as %s", async (shape: FileShape) => {
    const records = known!.cells.map((cell) => ({ ...cell, source: "s" }));
    const { name, text } = shapedFile(shape, known!, records);
    const { table, extraction } = await extractText(name, text);
    expect(extraction.shape).toBe(shape === "eee" ? "every-eval-ever" : shape);
    expect(namedCells(table)).toEqual(namedCells(known!));
  });

  const bare = (outer: "model" | "benchmark") => {
    const nested: Record<string, Record<string, number>> = {};
    for (const cell of known!.cells) {
      const [model, benchmark] = [known!.models[cell.model]!.id, known!.benchmarks[cell.benchmark]!.id];
      const [first, second] = outer === "model" ? [model, benchmark] : [benchmark, model];
      nested[first] ??= {};
      nested[first][second] = cell.value;
    }
    return nested;
  };

  test.each(["model", "benchmark"] as const)("has them as a bare dictionary by %s", async (outer) => {
    const { table, extraction } = await extractText("data.json", JSON.stringify(bare(outer)));
    expect(extraction.shape).toBe("nested");
    expect(namedCells(table)).toEqual(namedCells(known!));
  });

  test("has them in a wide CSV with benchmarks in rows, in a TSV, and with names of nothing known", async () => {
    const nested = bare("benchmark");
    const ids = known!.models.map(({ id }) => id);
    const rows = Object.entries(nested).map(([id, row]) => [id, ...ids.map((model) => row[model] ?? "")]);
    for (const [name, separator] of [
      ["t.csv", ","],
      ["t.tsv", "\t"],
    ] as const) {
      const text = [["", ...ids], ...rows].map((row) => row.join(separator)).join("\n");
      expect(namedCells((await extractText(name, text)).table)).toEqual(namedCells(known!));
    }
  });

  test.each([
    ["system", "task", "val"],
    ["model_name", "dataset", "accuracy"],
    ["a", "b", "c"],
  ])("has them in long records called %s, %s, %s", async (model, benchmark, score) => {
    const records = known!.cells.map((cell) => ({
      [benchmark]: known!.benchmarks[cell.benchmark]!.id,
      [score]: cell.value,
      [model]: known!.models[cell.model]!.id,
    }));
    const whole = await extractText("x.json", JSON.stringify({ data: { inner: records } }));
    expect(namedCells(whole.table)).toEqual(namedCells(known!));
    const lines = await extractText("x.jsonl", records.map((record) => JSON.stringify(record)).join("\n"));
    expect(namedCells(lines.table)).toEqual(namedCells(known!));
  });
});

describe("a generated table", () => {
  const { table, records, truth } = generateMatrix({
    seed: 5,
    duplicates: 6,
    conflicts: 4,
    zeros: 3,
    models: 40,
    benchmarks: 24,
  });

  test.each(shapes)("comes back cell for cell from a file of shape %s", async (shape) => {
    const { name, text } = shapedFile(shape, table, records);
    const read = await extractText(name, text);
    expect(namedCells(read.table)).toEqual(namedCells(table));
    expect(read.extraction.zeros).toHaveLength(3);
    if (shape !== "long" && shape !== "eee") return;
    const kinds = read.extraction.duplicates.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "exact")).toHaveLength(truth.planted.duplicates.length);
    expect(kinds.filter((kind) => kind === "conflict")).toHaveLength(truth.planted.conflicts.length);
  });

  test("keeps its public facts through the shapes that hold them", async () => {
    for (const shape of ["long", "nested", "wide", "dense"] as const) {
      const { name, text } = shapedFile(shape, table, records);
      const read = await extractText(name, text);
      const facts = (from: ScoreTable) => from.models.map(({ name: _name, ...rest }) => rest);
      expect(facts(read.table)).toEqual(facts(table));
    }
  });

  test("keeps an empty column and a row of one score", async () => {
    const hostile = generateMatrix({}, "hostile");
    for (const shape of ["long", "wide", "dense"] as const) {
      const { name, text } = shapedFile(shape, hostile.table, hostile.records);
      const read = await extractText(name, text);
      expect([shape, read.extraction.nModels, read.extraction.nBenchmarks]).toEqual([shape, 24, 14]);
      expect(namedCells(read.table)).toEqual(namedCells(hostile.table));
    }
  });
});
