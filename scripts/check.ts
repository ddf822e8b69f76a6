/** `npm run check`: everything that must be clean before a change lands, quick enough to run often. */
import { spawnSync } from "node:child_process";

const steps: readonly (readonly [name: string, ...command: string[]])[] = [
  ["types", "tsc", "-p", "tsconfig.json"],
  ["lint", "biome", "check", "--error-on-warnings", "."],
  ["unused", "knip"],
  ["references", "node", "scripts/generate-references.ts", "--check"],
  ["package", "node", "scripts/lint-package.ts"],
  ["layers and fast tests", "vitest", "run", "--project", "pure", "--project", "process", "--reporter=dot"],
];

const started = performance.now();
const failed: string[] = [];
for (const [name, command, ...args] of steps) {
  const at = performance.now();
  const { status, stdout, stderr } = spawnSync(command!, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) process.stdout.write(`${stdout}${stderr}`);
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${((performance.now() - at) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed.push(name);
}
console.log(
  `${failed.length === 0 ? "clean" : `failed: ${failed.join(", ")}`} in ${((performance.now() - started) / 1000).toFixed(0)} s`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
