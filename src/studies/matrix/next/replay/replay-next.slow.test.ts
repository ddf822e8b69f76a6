import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generateMatrix } from "../../generate/generate-matrix.ts";
import { maskView } from "../../masked-view.ts";
import { maskCells } from "../../masks/mask-cells.ts";
import { parseRevealMask } from "../../masks/reveal-mask.ts";
import { matrixReference, referenceTable } from "../../testing/reference-table.ts";
import { replayNext } from "./replay-next.ts";

const file = matrixReference("canonical_mask.json");

describe.skipIf(file === null)("on the public table (skipped: no reference data)", () => {
  test("buying by next beats random orders on the 26 development models", () => {
    const table = referenceTable();
    const mask = parseRevealMask(readFileSync(file!, "utf8"), "canonical_mask.json");
    const kept = new Set(mask.evalModels);
    const { models, strategies } = replayNext(maskView(table, maskCells(mask, table)), {
      costs: new Float64Array(table.benchmarks.length).fill(1),
      seed: 1,
      exclude: new Set(table.models.flatMap(({ id }, i) => (kept.has(id) ? [i] : []))),
    });
    expect(models).toHaveLength(26);
    expect(strategies.next.minusRandom!.value).toBeLessThan(0);
    expect(strategies.next.minusRandom!.ci!.high!).toBeLessThan(0);
    expect(strategies.next.area.value!).toBeLessThan(strategies.greedy.area.value!);
  });
});

test.each([1, 2])("buying by next beats random orders on a generated table like the public one, seed %d", (seed) => {
  // Planted zeros are false scores twelve standard deviations off; whoever buys one early is misled, by chance.
  const { table } = generateMatrix({ seed, zeros: 0 }, "public-like");
  const { strategies } = replayNext(maskView(table), {
    costs: new Float64Array(table.benchmarks.length).fill(1),
    seed: 1,
  });
  expect(strategies.next.minusRandom!.ci!.high!).toBeLessThan(0);
});
