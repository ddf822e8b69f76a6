import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateMatrix } from "../../src/studies/matrix/generate/generate-matrix.ts";
import { generatedFiles } from "../../src/studies/matrix/generate/generated-files.ts";
import { machineLine, measure } from "../support/measure.ts";

/**
 * `assay matrix multiverse` on a generated 83 × 49 table, 500 and 2,000 universes: whole process, journal, attribution with
 * 200 bootstrap draws, files and pictures. Memory should not grow with the universes. `node benchmarks/matrix/multiverse.ts`.
 */
const folder = await mkdtemp(join(tmpdir(), "assay-multiverse-"));
try {
  const files = generatedFiles(generateMatrix({ seed: 1 }, "public-like"), {
    shape: "long",
    leakingPredictions: null,
    analysts: 0,
    agree: 0,
  });
  const data = Object.keys(files)[0]!;
  await writeFile(join(folder, data), files[data]!);
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  console.log(machineLine());
  for (const max of [500, 2000]) {
    const args = ["matrix", "multiverse", "--data", data, "--max", String(max), "--out", `out-${max}`];
    const { wallS, cpuS, peakMb } = await measure(process.execPath, [main, ...args], folder);
    const rows =
      (await readFile(join(folder, `out-${max}`, "multiverse.csv"), "utf8")).trimEnd().split("\n").length - 1;
    console.log(
      `${rows} universes: wall ${wallS.toFixed(1)} s, CPU ${cpuS.toFixed(1)} s, peak ${peakMb.toFixed(0)} MB`,
    );
  }
  console.log("goal: 2,000 universes in < 120 s");
} finally {
  await rm(folder, { recursive: true });
}
