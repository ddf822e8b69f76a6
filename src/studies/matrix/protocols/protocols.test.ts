import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { maskCells } from "../masks/mask-cells.ts";
import { parseRevealMask, type RevealMask } from "../masks/reveal-mask.ts";
import { matrixReference, referenceTable } from "../testing/reference-table.ts";
import { perModelProtocol } from "./per-model.ts";
import type { Task } from "./protocol.ts";
import { revealProtocol } from "./reveal.ts";
import { withoutCells } from "./without-cells.ts";

const file = matrixReference("canonical_mask.json");

describe.skipIf(file === null)("protocols on the public table (skipped: no reference data)", () => {
  const table = file === null ? null! : referenceTable();
  const mask: RevealMask = file === null ? null! : parseRevealMask(readFileSync(file, "utf8"), file);

  test("the public harness hides 3 × 650 cells, in its order", () => {
    const legacy = perModelProtocol({ fraction: 0.5, min: 8, folds: 3, seed: 42, numpyLegacy: true });
    const tasks = legacy.tasks(referenceTable({ duplicates: "last" }));
    expect(tasks.map(({ hidden }) => hidden.length)).toEqual([650, 650, 650]);
    const lines = tasks.flatMap(({ hidden }) =>
      hidden.map(({ model, benchmark }) => `${table.models[model]!.id},${table.benchmarks[benchmark]!.id}\n`),
    );
    expect(createHash("sha256").update(lines.join(""), "utf8").digest("hex")).toBe(
      "e91c8e54e55c62b48d99d920a8d3fabd724e4de8a93541ff2814689f979bba56",
    );
  });

  test("our own folds partition each model's scores", () => {
    const [first, second, third] = perModelProtocol({ fraction: 0.5, min: 8, folds: 3, seed: 42 }).tasks(table);
    const halves = [...keys(first!), ...keys(second!)];
    expect(new Set(halves).size).toBe(halves.length);
    expect(keys(third!)).not.toEqual(keys(first!));
  });

  test("the development protocol has 26 models, 130 tasks and 2,660 cells, none of them canonical", () => {
    const hidden = maskCells(mask, table);
    const visible = withoutCells(table, hidden);
    const protocol = revealProtocol({
      reveal: 5,
      seeds: [1, 2, 3, 4, 5],
      evalModels: "all",
      minCells: 15,
      exclude: mask.evalModels,
    });
    const tasks = protocol.tasks(visible);
    expect(tasks).toHaveLength(130);
    expect(tasks.flatMap(({ scored }) => scored)).toHaveLength(2660);
    expect(new Set(tasks.map(({ scored }) => scored[0]!.model)).size).toBe(26);
  });

  test.each([
    ["names a model that is not there", { ...pairs(mask, { modelId: "grok-5" }) }, /nearest: "grok-4"/],
    ["holds out what it reveals", revealFirst(mask), /revealed and held out at once: claude-opus-4/],
    [
      "holds out what has no score",
      { ...pairs(mask, { benchmarkId: "chatbot_arena_elo" }) },
      /no score there|listed twice/,
    ],
  ])("a mask that %s is refused", (_, broken, message) => {
    expect(() => maskCells(broken as RevealMask, table)).toThrow(message);
  });
});

function keys(task: Task): string[] {
  return task.hidden.map(({ model, benchmark }) => `${model}/${benchmark}`);
}

function pairs(mask: RevealMask | null, change: Partial<RevealMask["pairs"][number]>) {
  if (mask === null) return {};
  return { ...mask, pairs: [{ ...mask.pairs[0]!, ...change }, ...mask.pairs.slice(1)] };
}

function revealFirst(mask: RevealMask | null) {
  if (mask === null) return {};
  const [first] = mask.revealed;
  return {
    ...mask,
    pairs: [{ modelId: first!.modelId, benchmarkId: first!.benchmarkIds[0]! }, ...mask.pairs.slice(1)],
  };
}
