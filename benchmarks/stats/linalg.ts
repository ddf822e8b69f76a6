import { spawnSync } from "node:child_process";
import { cholesky, gram, matrix, svdOfProduct, svdThin } from "../../src/linalg/index.ts";
import { machineLine, median } from "../support/measure.ts";

/**
 * Matrix work beside NumPy on one thread: CPU seconds per call, imports and data left out. `node benchmarks/stats/linalg.ts`
 * prints ours alone where python3 or numpy is missing.
 */
const seed = Float64Array.of(1);
const table = gaussian(83, 49);
const definite = gram(gaussian(1500, 1400));
const b = gaussian(4096, 64);
const a = gaussian(64, 4096);

const workloads = [
  { name: "svd-small", about: "83 × 49, thin SVD", target: 3, repeats: 400, run: () => svdThin(table) },
  { name: "cholesky", about: "1,400²", target: null, repeats: 5, run: () => cholesky(definite) },
  { name: "lora-svd gram", about: "4,096 × 64 · 64 × 4,096", target: 2, repeats: 30, run: () => svdOfProduct(b, a) },
  {
    name: "lora-svd qr",
    about: "the same by QR",
    target: 1.1,
    repeats: 20,
    run: () => svdOfProduct(b, a, { method: "qr" }),
  },
];

const peers = numpySeconds();
console.log(machineLine());
for (const { name, about, target, repeats, run } of workloads) {
  const seconds = cpuSeconds(run, repeats);
  const peer = peers?.[name];
  const ratio = peer === undefined ? "no numpy here" : `${(seconds / peer).toFixed(2)} × NumPy`;
  const goal = target === null ? "" : ` (goal ≤ ${target})`;
  const rate = name === "cholesky" ? `, ${(1400 ** 3 / 3 / seconds / 1e9).toFixed(2)} GFLOP/s (goal ≥ 1.2)` : "";
  console.log(`${name.padEnd(14)} ${about.padEnd(26)} ${(seconds * 1e3).toFixed(2)} ms  ${ratio}${goal}${rate}`);
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

function numpySeconds(): Record<string, number> | null {
  const script = `
import json, time
import numpy as np
rng = np.random.default_rng(1)
t = rng.normal(size=(83, 49))
m = rng.normal(size=(1500, 1400)); s = m.T @ m
b = rng.normal(size=(4096, 64)); a = rng.normal(size=(64, 4096))
def seconds(f, n):
    rounds = []
    for _ in range(4):
        start = time.process_time()
        for _ in range(n): f()
        rounds.append((time.process_time() - start) / n)
    return sorted(rounds[1:])[1]
def by_gram():
    return np.linalg.svd(np.linalg.cholesky(b.T @ b).T @ np.linalg.cholesky(a @ a.T), compute_uv=False)
def by_qr():
    return np.linalg.svd(np.linalg.qr(b, mode="r") @ np.linalg.qr(a.T, mode="r").T, compute_uv=False)
print(json.dumps({
    "svd-small": seconds(lambda: np.linalg.svd(t, full_matrices=False), 400),
    "cholesky": seconds(lambda: np.linalg.cholesky(s), 5),
    "lora-svd gram": seconds(by_gram, 30),
    "lora-svd qr": seconds(by_qr, 20),
}))`;
  const threads = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const ran = spawnSync(process.env["PYTHON"] ?? "python3", ["-c", script], {
    encoding: "utf8",
    env: { ...process.env, ...threads },
  });
  return ran.status === 0 ? (JSON.parse(ran.stdout) as Record<string, number>) : null;
}

function gaussian(rows: number, cols: number) {
  const uniform = () => {
    seed[0] = (seed[0]! * 48271) % 2147483647;
    return seed[0]! / 2147483647;
  };
  const values = Float64Array.from(
    { length: rows * cols },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  return matrix(rows, cols, values);
}
