/** Builds the package and lints what would be published. */
import { spawnSync } from "node:child_process";

for (const [command, ...args] of [
  ["node", "scripts/build.ts"],
  ["publint", "--strict"],
] as const) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
