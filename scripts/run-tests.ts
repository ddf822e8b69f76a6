/** `npm test`: installs what tests need beyond npm where it can, runs all of them, and closes with one line of counts. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareTestTools } from "./prepare-test-tools.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-tests-"));
const output = join(folder, "results.json");
for (const line of prepareTestTools()) console.log(line);
const vitest = new URL("../node_modules/vitest/vitest.mjs", import.meta.url).pathname;
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${output}`];
const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: "1" };
const { status } = spawnSync(process.execPath, [vitest, "run", ...reporters, ...process.argv.slice(2)], {
  env,
  stdio: "inherit",
});

interface JsonResults {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string; fullName: string }[] }[];
}

let results: JsonResults | null = null;
try {
  results = JSON.parse(readFileSync(output, "utf8")) as JsonResults;
} catch {
  console.error("the test runner left no results");
}
rmSync(folder, { recursive: true, force: true });
if (results === null) process.exit(status === 0 ? 1 : (status ?? 1));
const skipped = results.testResults.flatMap((file) =>
  file.assertionResults.filter((one) => one.status === "skipped" || one.status === "pending"),
);
if (skipped.length > 0) {
  console.log(
    `\nSkipped, because something they need is not here:\n${skipped.map((one) => `  ${one.fullName}`).join("\n")}`,
  );
}
const brokenFiles = results.testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.every((one) => one.status !== "failed"),
);
const failed = results.numFailedTests + brokenFiles.length;
console.log(`\n${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`);
process.exitCode = status !== 0 || failed > 0 ? 1 : 0;
