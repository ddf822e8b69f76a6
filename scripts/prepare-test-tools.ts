import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findBrowser } from "./find-browser.ts";

/**
 * What some tests need beyond npm packages: installed where this machine lets us, named where not. Answers a line a
 * tool; tests that lack theirs are skipped by name.
 */
export function prepareTestTools(): string[] {
  const reference = process.env["ASSAY_REFERENCE"] ?? new URL("../../shared/reference", import.meta.url).pathname;
  return [
    existsSync(reference)
      ? "reference data: found"
      : "reference data: not here; comparisons with published figures are skipped (ASSAY_REFERENCE names its folder)",
    browserLine(),
  ];
}

function browserLine(): string {
  const found = findBrowser();
  if (found !== null) return `browser: ${found}`;
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (mayInstall) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const options = { stdio: "ignore" as const, env, timeout: 300_000 };
    spawnSync("apt-get", ["update"], options);
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], options);
  }
  const installed = findBrowser();
  return installed === null
    ? "browser: none here and none could be installed; page tests are skipped (ASSAY_TEST_BROWSER names one)"
    : `browser: installed ${installed}`;
}
