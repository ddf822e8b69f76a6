import { spawnSync } from "node:child_process";
import {
  cholesky,
  gram,
  hardImpute,
  maskedMatrix,
  matrix,
  svdOfProduct,
  svdThin,
  useKernel,
} from "../../src/linalg/index.ts";
import { machineLine, median } from "../support/measure.ts";

/**
 * Matrix work beside NumPy on one thread: CPU time of a call, median of five rounds in turns with and without the WASM
 * kernel, imports and data left out. `node benchmarks/stats/linalg.ts` prints ours alone where python3 (or what PYTHON
 * names) has no numpy. The kernels OpenBLAS picks decide much of the ratio, so they are printed.
 */
const seed = Float64Array.of(1);
const table = gaussian(83, 49);
const definite = gram(gaussian(1500, 1400));
const b = gaussian(4096, 64);
const a = gaussian(64, 4096);
const holes = maskedMatrix(
  table,
  Array.from(table.data, (_, i) => (i * 7) % 3 === 0),
);

interface Workload {
  readonly name: string;
  readonly about: string;
  readonly goal: string;
  readonly repeats: number;
  readonly run: () => unknown;
  readonly note?: (seconds: number) => string;
}

const workloads: readonly Workload[] = [
  { name: "svd-small", about: "83 × 49, thin SVD", goal: "≤ 3 ×", repeats: 200, run: () => svdThin(table) },
  {
    name: "impute",
    about: "83 × 49, rank 2, 100 rounds",
    goal: "≤ 25 ms",
    repeats: 5,
    run: () => hardImpute(holes, { rank: 2, tolerance: 0, maxRounds: 100 }),
  },
  {
    name: "cholesky",
    about: "1,400²",
    goal: "≥ 3 GFLOP/s, plain ≥ 1.2",
    repeats: 3,
    run: () => cholesky(definite),
    note: (seconds) => ` = ${(1400 ** 3 / 3 / seconds / 1e9).toFixed(1)} GFLOP/s`,
  },
  {
    name: "lora-svd gram",
    about: "4,096 × 64 · 64 × 4,096",
    goal: "≤ 1 ×, plain ≤ 2 ×",
    repeats: 20,
    run: () => svdOfProduct(b, a),
  },
  {
    name: "lora-svd qr",
    about: "the same by QR",
    goal: "≤ 1.1 ×",
    repeats: 10,
    run: () => svdOfProduct(b, a, { method: "qr" }),
  },
];

const peer = numpySeconds();
console.log(machineLine());
console.log(peer === null ? "no numpy here" : `NumPy ${peer.version}, ${peer.core} kernels`);
for (const { name, about, goal, repeats, run, note } of workloads) {
  const { kernel, plain } = cpuSeconds(run, repeats);
  const show = (seconds: number) => {
    const ratio = peer === null ? "" : ` (${(seconds / peer.seconds[name]!).toFixed(2)} × NumPy)`;
    return `${(seconds * 1e3).toFixed(2)} ms${ratio}${note?.(seconds) ?? ""}`;
  };
  console.log(`${name.padEnd(14)} ${about.padEnd(28)} ${show(kernel)}; plain ${show(plain)}; goal ${goal}`);
}

function cpuSeconds(run: () => unknown, repeats: number): { kernel: number; plain: number } {
  const rounds = Array.from({ length: 6 }, () => [timed(true), timed(false)] as const).slice(1);
  return { kernel: median(rounds.map(([kernel]) => kernel)), plain: median(rounds.map(([, plain]) => plain)) };

  function timed(on: boolean): number {
    useKernel(on);
    const before = process.cpuUsage();
    for (let i = 0; i < repeats; i++) run();
    const used = process.cpuUsage(before);
    return (used.user + used.system) / 1e6 / repeats;
  }
}

function numpySeconds(): { version: string; core: string; seconds: Record<string, number> } | null {
  const script = `
import ctypes, json, time
import numpy as np
rng = np.random.default_rng(1)
t = rng.normal(size=(83, 49))
m = rng.normal(size=(1500, 1400)); s = m.T @ m
b = rng.normal(size=(4096, 64)); a = rng.normal(size=(64, 4096))
seen = rng.random(size=t.shape) < 1 / 3
def seconds(f, n):
    rounds = []
    for _ in range(6):
        start = time.process_time()
        for _ in range(n): f()
        rounds.append((time.process_time() - start) / n)
    return sorted(rounds[1:])[2]
def by_gram():
    return np.linalg.svd(np.linalg.cholesky(b.T @ b).T @ np.linalg.cholesky(a @ a.T), compute_uv=False)
def by_qr():
    return np.linalg.svd(np.linalg.qr(b, mode="r") @ np.linalg.qr(a.T, mode="r").T, compute_uv=False)
def impute():
    x = np.where(seen, t, 0.0)
    for _ in range(100):
        u, d, v = np.linalg.svd(x, full_matrices=False)
        x = np.where(seen, t, (u[:, :2] * d[:2]) @ v[:2])
def core():
    for line in open("/proc/self/maps"):
        path = line.split()[-1]
        if "openblas" in path:
            library = ctypes.CDLL(path)
            for name in ("openblas_get_corename", "scipy_openblas_get_corename64_", "openblas_get_corename64_"):
                if hasattr(library, name):
                    f = getattr(library, name); f.restype = ctypes.c_char_p
                    return f().decode()
    return "unknown"
def corename():
    try: return core()
    except OSError: return "unknown"
print(json.dumps({"version": np.__version__, "core": corename(), "seconds": {
    "svd-small": seconds(lambda: np.linalg.svd(t, full_matrices=False), 200),
    "impute": seconds(impute, 2),
    "cholesky": seconds(lambda: np.linalg.cholesky(s), 3),
    "lora-svd gram": seconds(by_gram, 20),
    "lora-svd qr": seconds(by_qr, 10),
}}))`;
  const threads = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const python = process.env["PYTHON"] ?? "python3";
  const ran = spawnSync(python, ["-c", script], { encoding: "utf8", env: { ...process.env, ...threads } });
  return ran.status === 0 ? (JSON.parse(ran.stdout) as ReturnType<typeof numpySeconds>) : null;
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
