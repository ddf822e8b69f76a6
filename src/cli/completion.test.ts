import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { askProgram } from "../provenance/ask-program.ts";
import { assay, folderWith } from "./testing/assay-process.ts";

const run = promisify(execFile);
const installed = async (shell: string) => (await askProgram(shell, ["--version"])).ok;
const there = { bash: await installed("bash"), zsh: await installed("zsh"), fish: await installed("fish") };

async function scriptFor(shell: string): Promise<{ cwd: string; file: string; text: string }> {
  const cwd = await folderWith();
  const { code, out } = await assay(["completion", shell], { cwd });
  expect(code).toBe(0);
  const file = join(cwd, `completion.${shell}`);
  await writeFile(file, out);
  return { cwd, file, text: out };
}

test.skipIf(!there.bash)("bash completes commands, their commands, options and fixed words (needs bash)", async () => {
  const { cwd, file } = await scriptFor("bash");
  const complete = async (...words: string[]) => {
    const script = `source "${file}"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _assay; echo "\${COMPREPLY[*]}"`;
    const { stdout } = await run("bash", ["--norc", "-c", script, "bash", "assay", ...words], { cwd });
    return stdout.trim().split(" ");
  };
  expect(await complete("")).toEqual(expect.arrayContaining(["init", "doctor", "eval", "completion"]));
  expect(await complete("ev")).toEqual(["eval"]);
  expect(await complete("eval", "")).toEqual(expect.arrayContaining(["build", "run", "score", "summary"]));
  expect(await complete("eval", "run", "smoke", "--re")).toEqual(["--repeats", "--resume", "--retry"]);
  expect(await complete("completion", "")).toEqual(["bash", "zsh", "fish"]);
  expect(await complete("eval", "run", "")).toEqual([""]);
});

test.skipIf(!there.fish)("fish completes the same (needs fish)", async () => {
  const { cwd, file } = await scriptFor("fish");
  const line = `source ${file}; complete -C "assay eval "; complete -C "assay eval run --re"`;
  const { stdout } = await run("fish", ["--no-config", "-c", line], { cwd, env: { ...process.env, HOME: cwd } });
  expect(stdout.split("\n").map((row) => row.split("\t")[0])).toEqual(
    expect.arrayContaining(["build", "run", "--repeats", "--resume", "--retry"]),
  );
});

test.skipIf(!there.zsh)("zsh reads its script without a complaint (needs zsh)", async () => {
  const { file } = await scriptFor("zsh");
  expect((await run("zsh", ["-f", "-n", file])).stderr).toBe("");
});

test.each(["zsh", "fish"])("the %s script knows every command, with what it does", async (shell) => {
  const { text } = await scriptFor(shell);
  expect(text).toMatch(/doctor.*say what is there/);
  expect(text).toContain("' eval run'".replaceAll("'", shell === "zsh" ? '"' : "'"));
});

test("another shell is refused with the known ones", async () => {
  const { code, out, err } = await assay(["completion", "tcsh"], { cwd: await folderWith() });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("Shells: bash, zsh, fish.");
});
