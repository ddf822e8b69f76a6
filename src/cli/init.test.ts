import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assay, folderWith } from "./testing/assay-process.ts";

test.each([
  ["eval", "suites/my-eval", 6],
  ["sycophancy", "suites/rent-sycophancy", 108],
])("init %s writes a suite that builds, and says what to type next", async (study, suite, prompts) => {
  const cwd = await folderWith();
  const made = await assay(["init", study], { cwd });
  expect(made).toMatchObject({ code: 0, err: "" });
  expect(made.out).toContain(`assay eval run ${suite} --dry-run`);
  const built = await assay(["eval", "build", suite, "--lint-only", "--json"], { cwd });
  expect(JSON.parse(built.out)).toMatchObject({ shape: { prompts }, lint: { findings: [] }, exit_code: 0 });
});

test.each([
  ["eval", "suites/my-eval", 12],
  ["sycophancy", "suites/rent-sycophancy", 324],
])("the %s example runs and is scored without a key and without a network", async (study, suite, answers) => {
  const cwd = await folderWith();
  await assay(["init", study], { cwd });
  const dry = await assay(["eval", "run", suite, "--dry-run"], { cwd });
  expect(dry).toMatchObject({ code: 0, err: "" });
  expect(await readdir(cwd)).not.toContain(".assay");
  const ran = await assay(["eval", "run", suite], { cwd });
  expect(ran.code, ran.err).toBe(0);
  expect(ran.out).toContain(`${answers} answered of ${answers} cells`);
  const scored = await assay(["eval", "score", "latest", "--no-aggregate"], { cwd });
  expect(scored.code, scored.err).toBe(0);
  expect(scored.out).toContain(`${answers} scored`);
});

test("a summary of cases has no empty column, and refuses what only views have a use for", async () => {
  const cwd = await folderWith();
  await assay(["init"], { cwd });
  await assay(["eval", "run", "suites/my-eval"], { cwd });
  await assay(["eval", "score", "latest", "--no-aggregate"], { cwd });
  const told = await assay(["eval", "summary", "latest"], { cwd });
  expect(told.out).not.toContain("if all missing");
  const refused = await assay(["eval", "summary", "latest", "--labels", "absent.jsonl", "--by", "x"], { cwd });
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("--labels, --by: ") });
});

test("the copy of the suite is the one that runs, under each of its names", async () => {
  const cwd = await folderWith();
  await assay(["init", "sycophancy"], { cwd });
  const file = join(cwd, "suites/rent-sycophancy/suite.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace("amount: [50, 200, 500]", "amount: [75]"));
  for (const name of ["rent-sycophancy", "suites/rent-sycophancy", "suites/rent-sycophancy.yaml"]) {
    const built = await assay(["eval", "build", name, "--lint-only", "--json"], { cwd });
    expect(JSON.parse(built.out), name).toMatchObject({ shape: { prompts: 36 } });
  }
});

test("the environment file names keys and gives no value", async () => {
  const cwd = await folderWith();
  await assay(["init"], { cwd });
  const lines = (await readFile(join(cwd, ".env.example"), "utf8")).split("\n").filter((line) => /^[^#]/.test(line));
  expect(lines).toContain("ANTHROPIC_API_KEY=");
  expect(lines).toContain("GOOGLE_AI_API_KEY=");
  for (const line of lines) expect(line).toMatch(/^[A-Z_]+=$/);
});

test.each([
  ["models.json", "mine", ["models.json"]],
  ["suites/my-eval/cases.jsonl", "mine", ["suites"]],
])("a %s that is there stays, and nothing is written", async (path, text, before) => {
  const cwd = await folderWith({ [path]: text });
  const { code, out, err } = await assay(["init", "eval"], { cwd });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(`${path} is here already; nothing was written`);
  expect(err).toMatch(/next: {2}Move it away/);
  expect(await readdir(cwd)).toEqual(before);
  expect(await readFile(join(cwd, path), "utf8")).toBe(text);
});

test("a failure half-way takes away what was written before it", async () => {
  const cwd = await folderWith();
  await mkdir(join(cwd, "suites"));
  await writeFile(join(cwd, "suites", "my-eval"), "a file where a folder should be");
  const { code, err } = await assay(["init", "eval"], { cwd });
  expect(code).toBe(2);
  expect(err).toContain("a part of this path is a file, not a folder");
  expect(await readdir(cwd)).toEqual(["suites"]);
});

test("an example that is not there names the nearest one", async () => {
  const cwd = await folderWith();
  const { code, err } = await assay(["init", "sycophany"], { cwd });
  expect(code).toBe(2);
  expect(err).toContain('Did you mean "assay init sycophancy"?');
  expect(await readdir(cwd)).toEqual([]);
});
