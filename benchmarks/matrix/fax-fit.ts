import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { rngStream } from "../../src/stats/chance/rng-stream.ts";
import type { CompressedCells } from "../../src/studies/matrix/masked-view.ts";
import { type FaxInput, fitFax } from "../../src/studies/matrix/predictors/fax/fax-fit.ts";
import { machineLine, median } from "../support/measure.ts";

/**
 * Factor analysis with covariates, ranks 2–6 of 30 rounds, beside the same in vectorised NumPy on one thread: CPU seconds,
 * imports and data left out. `node benchmarks/matrix/fax-fit.ts` prints ours alone where python3 or numpy is missing.
 */
const ranks = [2, 3, 4, 5, 6];
const covariateCount = 18;

console.log(machineLine());
report("83 × 49", scores(83, 49, 0.34), 20, "≤ 2 × NumPy");
report("2,000 × 300", scores(2000, 300, 0.35), 1, "< 10 s");

function report(name: string, input: FaxInput, repeats: number, goal: string): void {
  const seconds = cpuSeconds(() => fitFax(input, ranks), repeats);
  const peer = numpy(input, repeats);
  const gap = peer === null ? 0 : largestGap(fitFax(input, ranks).at(-1)!.noise, peer.noise);
  const beside =
    peer === null
      ? "no numpy here"
      : `${(seconds / peer.seconds).toFixed(2)} × NumPy, ψ apart by ${gap.toExponential(1)}`;
  console.log(`${name.padEnd(12)} ${(seconds * 1e3).toFixed(1)} ms  ${beside}  (goal ${goal})`);
}

function cpuSeconds(run: () => unknown, repeats: number): number {
  const rounds = Array.from({ length: 4 }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < repeats; i++) run();
    const used = process.cpuUsage(before);
    return (used.user + used.system) / 1e6 / repeats;
  });
  return median(rounds.slice(1));
}

function numpy(
  input: FaxInput,
  repeats: number,
): { readonly seconds: number; readonly noise: readonly number[] } | null {
  const { rows, columns, covariates } = input;
  const data = {
    models: rows.start.length - 1,
    benchmarks: columns.start.length - 1,
    start: Array.from(rows.start),
    index: Array.from(rows.index),
    value: Array.from(rows.value),
    covariates: Array.from(covariates.values),
    penalty: Array.from(covariates.penalty),
    ranks,
    repeats,
  };
  const threads = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const ran = spawnSync("python3", [join(import.meta.dirname, "fax-fit.py")], {
    encoding: "utf8",
    input: JSON.stringify(data),
    env: { ...process.env, ...threads },
    maxBuffer: 1 << 28,
  });
  return ran.status === 0 ? JSON.parse(ran.stdout) : null;
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), 0);
}

/** Three abilities, noise, and cells missing at random. */
function scores(n: number, p: number, fill: number): FaxInput {
  const rng = rngStream(1, "fax-fit", `${n} × ${p}`);
  const z = Float64Array.from({ length: n * 3 }, () => rng.normal());
  const w = Float64Array.from({ length: p * 3 }, () => 0.6 * rng.normal());
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: p }, (_unused, j) => {
      const level = [0, 1, 2].reduce((sum, k) => sum + z[i * 3 + k]! * w[j * 3 + k]!, 0);
      const value = level + 0.4 * rng.normal();
      return rng.float() < fill ? value : null;
    }),
  );
  const values = Float64Array.from({ length: n * covariateCount }, () => rng.normal());
  return {
    rows: compressed(rows),
    columns: compressed(Array.from({ length: p }, (_, j) => rows.map((row) => row[j]!))),
    covariates: {
      width: covariateCount,
      values,
      penalty: new Float64Array(covariateCount).fill(1),
      group: Array.from({ length: covariateCount }, () => "provider" as const),
    },
  };
}

function compressed(lines: readonly (readonly (number | null)[])[]): CompressedCells {
  const entries = lines.map((line) => line.flatMap((value, at) => (value === null ? [] : [{ at, value }])));
  const start = new Int32Array(lines.length + 1);
  for (const [k, line] of entries.entries()) start[k + 1] = start[k]! + line.length;
  return {
    start,
    index: Int32Array.from(entries.flat(), ({ at }) => at),
    value: Float64Array.from(entries.flat(), ({ value }) => value),
  };
}
