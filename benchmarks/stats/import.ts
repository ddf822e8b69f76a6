import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { machineLine } from "../support/measure.ts";

/**
 * What importing the built statistics costs over a bare node process, in milliseconds: the least of 25 rounds each, in
 * turns. Builds into a temporary folder. `node benchmarks/stats/import.ts`.
 */
const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "assay-import-"));
try {
  const built = spawnSync(process.execPath, [join(root, "scripts/build.ts"), folder], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` },
  });
  if (built.status !== 0) throw new Error("the build failed");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  writeFileSync(join(folder, "bare.js"), "");
  const doors = { bare: "bare.js", stats: "stats/index.js", "stats/agreement": "stats/agreement/index.js" };
  const best = new Map<string, { wall: number; cpu: number }>();
  for (let round = 0; round < 25; round++) {
    for (const [name, file] of Object.entries(doors)) {
      const taken = importing(join(folder, file));
      const { wall, cpu } = best.get(name) ?? taken;
      best.set(name, { wall: Math.min(wall, taken.wall), cpu: Math.min(cpu, taken.cpu) });
    }
  }
  console.log(machineLine());
  const bare = best.get("bare")!;
  for (const [name, { wall, cpu }] of best) {
    const over =
      name === "bare"
        ? ""
        : `  over bare ${(wall - bare.wall).toFixed(1)} ms wall (goal ≤ 30), ${(cpu - bare.cpu).toFixed(1)} ms CPU`;
    console.log(`import ${name.padEnd(18)} ${wall.toFixed(1)} ms wall, ${cpu.toFixed(1)} ms CPU${over}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function importing(file: string): { wall: number; cpu: number } {
  const code = `await import(${JSON.stringify(pathToFileURL(file).href)}); const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);`;
  const started = performance.now();
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
  return { wall: performance.now() - started, cpu: Number(stdout) };
}
