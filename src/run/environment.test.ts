import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadEnvironment } from "./environment.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-env-"));
writeFileSync(join(folder, ".env"), "A=dotenv\nB=dotenv\nC=dotenv\nD=dotenv\n# a comment\nempty_key=x\n");
writeFileSync(join(folder, "one.env"), "B=one\nC=one\nD=one\n");
writeFileSync(join(folder, "two.env"), 'C="two"\nD=\n');

test("the process wins over the last --env-file, that over earlier ones, and these over .env", async () => {
  const env = await loadEnvironment({ C: "process" }, folder, ["one.env", "two.env"]);
  expect(env).toMatchObject({ A: "dotenv", B: "one", C: "process" });
  expect(await loadEnvironment({}, folder, ["one.env", "two.env"])).toMatchObject({ C: "two" });
});

test("empty is unset: in the process it hides nothing, in a file it takes the value away; names are taken exactly", async () => {
  const env = await loadEnvironment({ A: "", EMPTY_KEY: "" }, folder, ["one.env", "two.env"]);
  expect(env["A"]).toBe("dotenv");
  expect("D" in env).toBe(false);
  expect([env["empty_key"], env["EMPTY_KEY"]]).toEqual(["x", undefined]);
});

test("a named file that is not there is an error, an absent .env is none", async () => {
  await expect(loadEnvironment({}, folder, ["none.env"])).rejects.toThrow(/none\.env/);
  expect(await loadEnvironment({ A: "1" }, mkdtempSync(join(tmpdir(), "assay-env-")), [])).toEqual({ A: "1" });
});
