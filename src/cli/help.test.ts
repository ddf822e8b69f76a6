import { beforeAll, expect, test } from "vitest";
import { assay, folderWith } from "./testing/assay-process.ts";

/** Every command there is with its options, as the completion script knows them. */
let commands: { words: string[]; leaf: boolean; options: string[] }[];

beforeAll(async () => {
  const { out } = await assay(["completion", "bash"], { cwd: process.cwd() });
  commands = [...out.matchAll(/^ {4}"([^"]*)"\) words="([^"]*)"; options="([^"]*)" ;;$/gm)].map((match) => ({
    words: match[1]!.split(" ").filter((word) => word !== ""),
    leaf: !out.includes(`"${match[1]!} `),
    options: match[3]!.split(" "),
  }));
});

test("every command that does something takes --json", () => {
  const leaves = commands.filter((command) => command.leaf && command.words.length > 0);
  expect(leaves.length).toBeGreaterThan(8);
  for (const { words, options } of leaves) expect(options, words.join(" ")).toContain("--json");
});

test("every --help ends with an example that can be typed", async () => {
  const cwd = await folderWith();
  for (const { words } of commands) {
    const { code, out, err } = await assay([...words, "--help"], { cwd });
    expect({ code, err }, words.join(" ")).toEqual({ code: 0, err: "" });
    expect(out, words.join(" ")).toMatch(/Example:\n( {2}\$ .*assay.*\n)+/);
  }
});

test("a noun without a verb shows what there is and exits 2", async () => {
  const { code, out, err } = await assay(["eval"], { cwd: await folderWith() });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/Commands:\n {2}build/);
});

test("no words at all show the help and exit 0; --version says the version alone", async () => {
  const cwd = await folderWith();
  const bare = await assay([], { cwd });
  expect(bare).toMatchObject({ code: 0, err: "" });
  expect(bare.out).toContain("Example:");
  expect(await assay(["--version"], { cwd })).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});
