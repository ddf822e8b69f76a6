import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { number } from "../../report/words.ts";
import { generateMatrix } from "../../studies/matrix/generate/generate-matrix.ts";
import { generatedFiles } from "../../studies/matrix/generate/generated-files.ts";
import { makeMask } from "../../studies/matrix/masks/make-mask.ts";
import { revealMaskText } from "../../studies/matrix/masks/reveal-mask.ts";
import type { Io } from "../io.ts";
import { openOutput } from "../matrix/output-folder.ts";
import { writeAnalysis } from "../matrix/run-analyze.ts";

const planted = { models: 48, benchmarks: 20, rank: 3, noise: 0.2, fill: 0.45, missing: "mnar" } as const;

/** A table of scores with known truth, half of it unpublished: what it holds, found again from the rest. */
export async function matrixDemo(io: Io, { seed, json }: { seed: number; json: boolean }): Promise<number> {
  const folder = join(".assay", "demo-matrix");
  const generated = generateMatrix({ ...planted, seed });
  const { table, truth } = generated;
  const mask = makeMask(table, { seed, reveal: 4, evalModels: 6, minCells: 9 });
  const files = generatedFiles(generated, { shape: "long", leakingPredictions: null, analysts: 0, agree: 0 });
  const output = (await openOutput(io.cwd, { out: folder, force: true }))!;
  await output.write({ ...files, "mask.json": revealMaskText(mask) });
  const line = { data: [join(folder, "scores.json")], mask: join(folder, "mask.json"), k: 4, seed };
  const out = join(folder, "analysis");
  const { analysis, exitCode } = await writeAnalysis(io, { ...line, out, force: true, json });
  if (json) return exitCode;

  const means = table.benchmarks.map((_benchmark, j) => {
    const column = table.cells.filter(({ benchmark }) => benchmark === j);
    return column.reduce((sum, { value }) => sum + value, 0) / column.length;
  });
  const shown = new Set(table.cells.map(({ model, benchmark }) => `${model} ${benchmark}`));
  const spans = table.benchmarks.map((_benchmark, j) => {
    const column = truth.full.map((row) => row[j]!);
    return Math.max(...column) - Math.min(...column);
  });
  const unpublished = analysis.missing.filter(({ cell }) => !shown.has(`${cell.model} ${cell.benchmark}`));
  const errorOf = (predict: (at: (typeof unpublished)[number]) => number) =>
    unpublished.reduce((sum, at) => {
      const { model, benchmark } = at.cell;
      return sum + (100 * Math.abs(predict(at) - truth.full[model]![benchmark]!)) / spans[benchmark]!;
    }, 0) / unpublished.length;
  io.out(
    [
      "This was a simulation: the truth was planted, so what was found can be checked.",
      `rank: ${planted.rank} planted, ${analysis.rank.recommended.rank} found`,
      `the ${unpublished.length} scores that nobody published: off by ${number(
        errorOf(({ cell, value }) => value ?? means[cell.benchmark]!),
        1,
      )} normalised points on average, column means by ${number(
        errorOf(({ cell }) => means[cell.benchmark]!),
        1,
      )}`,
      "",
      `Table:   ${join(folder, "scores.json")}`,
      `Page:    ${pathToFileURL(join(io.cwd, out, "report.html")).href}`,
      `Again:   assay matrix analyze --data ${line.data[0]} --mask ${line.mask} --k 4 --out analysis`,
      `One:     assay matrix predict --data ${line.data[0]} --model ${table.models[0]!.id}`,
      "",
    ].join("\n"),
  );
  return exitCode;
}
