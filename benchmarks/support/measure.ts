import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

export interface Measured {
  readonly wallS: number;
  readonly cpuS: number;
  readonly peakMb: number;
}

/** Runs a command to its end and answers wall seconds, CPU seconds (children included) and peak memory of the process. */
export async function measure(command: string, args: readonly string[], cwd: string): Promise<Measured> {
  const started = performance.now();
  const timer = "/usr/bin/time";
  const child = spawn(timer, ["-f", "%U %S %M", command, ...args], { cwd, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = (await once(child, "exit")) as [number];
  const wallS = (performance.now() - started) / 1000;
  const numbers = errors.trim().split("\n").at(-1)!.split(" ").map(Number);
  if (code !== 0 || numbers.length !== 3)
    throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${errors}`);
  return { wallS, cpuS: numbers[0]! + numbers[1]!, peakMb: numbers[2]! / 1024 };
}

/** Starts a server that prints its port, and answers with it. */
export async function startServer(
  file: string,
  args: readonly string[],
): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [chunk] = (await once(child.stdout!, "data")) as [Buffer];
  return { url: `http://127.0.0.1:${chunk.toString().trim()}`, child };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Cores and memory of this machine, for the heading of a table. */
export function machineLine(): string {
  const cpu = /model name\s*:\s*(.+)/.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "unknown processor";
  return `${cpu}, Node ${process.versions.node}`;
}
