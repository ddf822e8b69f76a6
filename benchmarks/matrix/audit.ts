import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateMatrix } from "../../src/studies/matrix/generate/generate-matrix.ts";
import { generatedFiles } from "../../src/studies/matrix/generate/generated-files.ts";
import { machineLine, measure, median } from "../support/measure.ts";

/**
 * `assay matrix audit` of 50 analyses of an 83 × 49 table: 5,000 shuffles, 1,000 bootstrap draws, the honest reference and
 * built-in predictors fitted, every file and picture written; whole process. `node benchmarks/matrix/audit.ts`.
 */
const folder = await mkdtemp(join(tmpdir(), "assay-audit-"));
try {
  const generated = generateMatrix({ seed: 1 }, "public-like");
  const files = generatedFiles(generated, { shape: "long", leakingPredictions: 0.6, analysts: 50, agree: 0.4 });
  const data = Object.keys(files)[0]!;
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const base = ["matrix", "audit", "--runs", "runs", "--data", data, "--mask", "mask.json"];
  // The bundled queries hardly divide generated analyses; a draft of twenty does.
  await measure(process.execPath, [main, ...base, "--propose-queries", "draft.json"], folder);
  const args = [...base, "--queries", "draft.json", "--out"];
  const rounds = [];
  for (let round = 0; round < 3; round++) {
    rounds.push(await measure(process.execPath, [main, ...args, `out-${round}`], folder));
  }
  console.log(machineLine());
  console.log(
    `50 analyses, ${JSON.parse(await readFile(join(folder, "draft.json"), "utf8")).length} queries, 5,000 shuffles, 1,000 draws, files and pictures written`,
  );
  console.log(`wall ${median(rounds.map(({ wallS }) => wallS)).toFixed(2)} s (goal < 5)`);
  console.log(`CPU ${median(rounds.map(({ cpuS }) => cpuS)).toFixed(2)} s`);
  console.log(`peak ${median(rounds.map(({ peakMb }) => peakMb)).toFixed(0)} MB`);
} finally {
  await rm(folder, { recursive: true });
}
