import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findSuite } from "./find-suite.ts";

let cwd: string;
let suitesFolder: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "assay-find-"));
  suitesFolder = join(cwd, "package", "suites");
  await put("package/suites/smoke/suite.yaml");
  await put("package/suites/rent/suite.yaml");
  await put("suites/rent/suite.yaml");
  await put("mine/suite.yaml");
  await put("smoke/suite.yaml");
});

afterEach(() => rm(cwd, { recursive: true, force: true }));

test.each([
  ["a bundled id", "smoke", "package/suites/smoke"],
  ["an id with a copy under suites/", "rent", "suites/rent"],
  ["a file that is a folder, copied", "suites/rent.yaml", "suites/rent"],
  ["a file that is a folder, bundled", "suites/smoke.yaml", "package/suites/smoke"],
  ["a folder", "mine", "mine"],
  ["a folder named as a bundled suite", "./smoke", "smoke"],
])("%s is found: %s", (_, ref, folder) => {
  expect(findSuite(ref, { cwd, suitesFolder }).folder).toBe(join(cwd, folder));
});

test("a name close to a known one is suggested", () => {
  expect(() => findSuite("smoek", { cwd, suitesFolder })).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('Did you mean "smoke"?') as string }),
  );
});

async function put(path: string): Promise<void> {
  const file = join(cwd, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, "");
}
