import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { extractTable } from "../../src/sources/score-table/extract-table.ts";
import { rngStream } from "../../src/stats/chance/rng-stream.ts";
import { machineLine, measure, median } from "../support/measure.ts";

/**
 * A million rows of a long CSV (5,000 models × 250 benchmarks, 80 % filled, 1 % reported twice, with date and source) to a
 * settled table, whole process, start-up included: `node benchmarks/matrix/extract.ts`.
 */
const rows = 1_000_000;
const [task, file] = process.argv.slice(2);

if (task === "read") {
  const { table, extraction } = await extractTable([file!]);
  if (extraction.nRows !== rows || table.cells.length > rows) throw new Error(`read ${extraction.nRows} rows`);
} else if (task !== "idle") {
  const folder = await mkdtemp(join(tmpdir(), "assay-extract-"));
  try {
    const path = join(folder, "scores.csv");
    await writeRows(path);
    const megabytes = (await stat(path)).size / 2 ** 20;
    const idle = await measure(process.execPath, [import.meta.filename, "idle"], folder);
    const rounds = [];
    for (let round = 0; round < 3; round++)
      rounds.push(await measure(process.execPath, [import.meta.filename, "read", path], folder));
    const wall = median(rounds.map(({ wallS }) => wallS));
    const peak = median(rounds.map(({ peakMb }) => peakMb));
    console.log(machineLine());
    console.log(`${rows.toLocaleString("en-US")} rows, ${megabytes.toFixed(0)} MB`);
    console.log(`wall ${wall.toFixed(2)} s (goal < 4), CPU ${median(rounds.map(({ cpuS }) => cpuS)).toFixed(2)} s`);
    const own = peak - idle.peakMb;
    console.log(`peak ${peak.toFixed(0)} MB, of which the loaded program alone is ${idle.peakMb.toFixed(0)} MB`);
    console.log(`reading takes ${own.toFixed(0)} MB, ${(own / megabytes).toFixed(2)} × the file (goal ≤ 3)`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeRows(path: string): Promise<void> {
  const rng = rngStream(1, "benchmark", "extract");
  const stream = createWriteStream(path);
  stream.write("model,benchmark,score,date,source\n");
  let written = 0;
  for (let model = 0; written < rows; model++) {
    let text = "";
    for (let benchmark = 0; benchmark < 250 && written < rows; benchmark++) {
      if (rng.float() < 0.2) continue;
      for (let times = rng.float() < 0.01 ? 2 : 1; times > 0 && written < rows; times--, written++) {
        const score = (100 * rng.float()).toFixed(2);
        const day = String(1 + rng.integer(28)).padStart(2, "0");
        text += `provider-${model % 40}/model-${model},benchmark-${benchmark},${score},2025-03-${day},https://reports.example/provider-${model % 40}/card-${rng.integer(50)}\n`;
      }
    }
    if (!stream.write(text)) await once(stream, "drain");
  }
  stream.end();
  await finished(stream);
}
