import { spawnSync } from "node:child_process";

/** A workload of ours and what to compare it with. */
export interface Workload {
  readonly name: string;
  readonly about: string;
  /** Our time over the peer's must not exceed this; `null` where only the seconds count. */
  readonly ratio: number | null;
  /** CPU seconds that must not be exceeded; `null` where only the ratio counts. */
  readonly seconds: number | null;
  readonly run: () => unknown;
  readonly rounds?: number;
}

/**
 * CPU seconds that a Python program measures for itself, imports left out: `body` fills the dictionary `seconds` by name,
 * with `cpu(f)` at hand, the least of some rounds: what other work on the machine adds is left out. One thread. A word on what is absent
 * where python3, NumPy or SciPy is.
 */
export function peerSeconds(body: string): Record<string, number> | string {
  const script = `
import json, time
try:
    import numpy as np
    import scipy.stats as st
except ImportError as error:
    print(json.dumps({"absent": "python3-" + error.name})); raise SystemExit
def cpu(f, rounds=5):
    taken = []
    for _ in range(rounds):
        start = time.process_time(); f(); taken.append(time.process_time() - start)
    return min(taken)
rng = np.random.default_rng(1)
seconds = {}
${body}
print(json.dumps(seconds))`;
  const threads = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const python = process.env.ASSAY_PEER_PYTHON ?? "/usr/bin/python3";
  const ran = spawnSync(python, ["-c", script], { encoding: "utf8", env: { ...process.env, ...threads } });
  if (ran.status !== 0) return ran.error ? "python3" : `a working peer: ${ran.stderr.trim().split("\n").at(-1)}`;
  const { absent, ...seconds } = JSON.parse(ran.stdout) as Record<string, number> & { absent?: string };
  return absent ?? seconds;
}

/** CPU seconds of one call: the least of some rounds. */
function cpuSeconds(run: () => unknown, rounds = 5): number {
  const taken = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    run();
    const used = process.cpuUsage(before);
    return (used.user + used.system) / 1e6;
  });
  return Math.min(...taken);
}

/** Runs the workloads whose names were asked for, or all, and prints a line for each. */
export function compareWithPeers(workloads: readonly Workload[], peers: Record<string, number> | string): void {
  const asked = process.argv.slice(2);
  if (typeof peers === "string") console.log(`peer skipped: ${peers} absent`);
  for (const { name, about, ratio, seconds, run, rounds } of workloads) {
    if (asked.length > 0 && !asked.some((wanted) => name.startsWith(wanted))) continue;
    const own = cpuSeconds(run, rounds);
    const peer = typeof peers === "string" ? undefined : peers[name];
    const parts = [`${name.padEnd(22)} ${about.padEnd(58)} ${own.toFixed(3)} s`];
    if (seconds !== null) parts.push(`(goal ≤ ${seconds} s)`);
    if (peer !== undefined) parts.push(`peer ${peer.toFixed(3)} s, ${(own / peer).toFixed(2)} ×`);
    if (ratio !== null) parts.push(`(goal ≤ ${ratio} ×)`);
    console.log(parts.join("  "));
  }
}
