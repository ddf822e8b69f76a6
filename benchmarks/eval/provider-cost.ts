/**
 * CPU a request costs at 64 in flight against a 20 ms loopback server, in turns: a bare undici loop, `compatible`, the
 * openai adapter (`doGenerate`), and the AI SDK's own `generateText`. node benchmarks/eval/provider-cost.ts [rounds]
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { machineLine, median, startServer } from "../support/measure.ts";

const rounds = Number(process.argv[2] ?? 5);
const requests = 3000;
const paths = ["bare", "compatible", "openai", "generateText"] as const;
const targets: Partial<Record<string, string>> = { compatible: "≤ 0.6", openai: "≤ 1.6" };
const support = new URL("../support/", import.meta.url).pathname;
const run = promisify(execFile);
const { url, child } = await startServer(join(support, "chat-server.ts"), ["20"]);
try {
  const measured = new Map<string, { cpuMs: number; peakMb: number }[]>(paths.map((path) => [path, []]));
  for (let round = 0; round < rounds; round++) {
    for (const path of paths) {
      const { stdout } = await run(process.execPath, [join(support, "ask-many.ts"), path, String(requests), "64", url]);
      measured.get(path)!.push(JSON.parse(stdout) as { cpuMs: number; peakMb: number });
    }
  }
  console.log(`${machineLine()}; ${requests} requests, median of ${rounds} rounds`);
  const cpu = (path: string) => median(measured.get(path)!.map((one) => one.cpuMs));
  for (const path of paths) {
    const target = targets[path] === undefined ? "" : `; target ${targets[path]}`;
    const peak = median(measured.get(path)!.map((one) => one.peakMb));
    console.log(`${path.padEnd(13)}${cpu(path).toFixed(3)} ms CPU a request, peak ${peak.toFixed(0)} MB${target}`);
  }
  const ratios = measured.get("openai")!.map((one, i) => one.cpuMs / measured.get("generateText")![i]!.cpuMs);
  console.log(`openai / generateText: ${median(ratios).toFixed(2)}; target ≤ 0.75`);
} finally {
  child.kill();
}
