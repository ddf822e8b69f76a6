/**
 * `eval summary` on 22 models × 432 triplets × 3 views × 3 repeats, with 10,000 BCa draws and 100,000 sign flips:
 * the statistics alone, and the whole process with reading the file and drawing the pictures; as scored by rules
 * (plain), and by three judges asked in both label orders. node benchmarks/eval/summary.ts [plain|judged]…
 */

import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toDisk } from "../../src/schema/codec.ts";
import { type ScoredRow, scoredRow } from "../../src/schema/run/scored-row.ts";
import { renderSummary } from "../../src/studies/sycophancy/render-summary.ts";
import { summarise } from "../../src/studies/sycophancy/summarise.ts";
import { simulateJudged } from "../../src/studies/sycophancy/testing/simulate-judged.ts";
import { machineLine, measure, median } from "../support/measure.ts";

const rounds = Number(process.env["ROUNDS"] ?? 3);
const kinds = process.argv.slice(2).filter((word) => word === "plain" || word === "judged");
const assay = new URL("../../src/cli/main.ts", import.meta.url).pathname;

console.log(machineLine());
for (const kind of kinds.length > 0 ? kinds : ["plain", "judged"]) {
  const rows = study(kind === "judged");
  const statistics = repeat(() => void summarise(rows));
  const drawing = repeat(() => void renderSummary(summarise(rows)));
  console.log(
    `${kind}: ${rows.length} rows; statistics ${seconds(statistics)}; with report and pictures ${seconds(drawing)}`,
  );
  await wholeProcess(kind, rows);
}

function study(judged: boolean): ScoredRow[] {
  const { rows } = simulateJudged({
    ...{ triplets: 432, repeats: 3, seed: 1 },
    respondents: Array.from({ length: 22 }, (_, i) => ({
      modelId: `lab/model-${i}`,
      effect: i / 100,
      family: `f${i}`,
    })),
    judges: ["a", "b", "c"].map((id) => ({ id: `judge/${id}`, family: `j${id}`, noise: 0.1 })),
  });
  // A rule keeps no readings, and answers as long as the judged ones.
  return judged ? rows : rows.map((row) => ({ ...row, judges: [], scorerModel: null, guidelineVersion: null }));
}

async function wholeProcess(kind: string, rows: readonly ScoredRow[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "assay-summary-"));
  try {
    const file = join(folder, "run_scored.jsonl");
    const handle = await open(file, "w");
    for (let at = 0; at < rows.length; at += 1000) {
      await handle.write(
        rows
          .slice(at, at + 1000)
          .map((row) => `${JSON.stringify(toDisk(scoredRow, row))}\n`)
          .join(""),
      );
    }
    await handle.close();
    const { size } = await stat(file);
    const times: Times[] = [];
    let peak = 0;
    for (let round = 0; round < rounds; round++) {
      const args = ["--", assay, "eval", "summary", file, "--out", join(folder, "report"), "--json"];
      const { wallS, cpuS, peakMb } = await measure(process.execPath, args, folder);
      times.push({ wall: wallS, cpu: cpuS });
      peak = Math.max(peak, peakMb);
    }
    const told = `${kind}: whole process, ${(size / 1e6).toFixed(0)} MB read, pictures drawn`;
    console.log(`${told}: ${seconds(medianOf(times))}, ${peak.toFixed(0)} MB`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Times {
  readonly wall: number;
  readonly cpu: number;
}

function repeat(work: () => void): Times {
  const times: Times[] = [];
  for (let round = 0; round < rounds; round++) {
    const [began, before] = [performance.now(), cpuSeconds()];
    work();
    times.push({ wall: (performance.now() - began) / 1000, cpu: cpuSeconds() - before });
  }
  return medianOf(times);
}

function medianOf(times: readonly Times[]): Times {
  return { wall: median(times.map(({ wall }) => wall)), cpu: median(times.map(({ cpu }) => cpu)) };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function seconds({ wall, cpu }: Times): string {
  return `${wall.toFixed(2)} s wall, ${cpu.toFixed(2)} s CPU`;
}
