import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFileAtomic, writeFileAtomic } from "./atomic-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-atomic-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a file is replaced as a whole and nothing else is left in its folder", async () => {
  const file = join(folder, "run.json");
  await writeFileAtomic(file, "one");
  await writeFileAtomic(file, Buffer.from("two"));
  expect(await readFile(file, "utf8")).toBe("two");
  expect(await readdir(folder)).toEqual(["run.json"]);
});

test("readers see one content or the other, never a part", async () => {
  const file = join(folder, "big.json");
  const contents = ["a", "b"].map((letter) => letter.repeat(300_000));
  await writeFileAtomic(file, contents[0]!);
  let writing = true;
  const writes = (async () => {
    for (let i = 0; i < 40; i++) await writeFileAtomic(file, contents[i % 2]!);
    writing = false;
  })();
  while (writing) expect(contents).toContain(await readFile(file, "utf8"));
  await writes;
});

test("of many who create one file, one wins and the others are told", async () => {
  const file = join(folder, "first.json");
  const won = await Promise.all(Array.from({ length: 8 }, (_, i) => createFileAtomic(file, String(i))));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await readFile(file, "utf8")).toBe(String(won.indexOf(true)));
  expect(await readdir(folder)).toEqual(["first.json"]);
});

test("what cannot be written is named, and no temporary file stays", async () => {
  const file = join(folder, "taken");
  await mkdir(join(file, "inside"), { recursive: true });
  await expect(writeFileAtomic(file, "x")).rejects.toMatchObject({ code: "cannot-write", place: { file } });
  await writeFile(join(folder, "plain"), "");
  await expect(writeFileAtomic(join(folder, "plain", "x"), "x")).rejects.toMatchObject({
    code: "cannot-write",
    message: expect.stringContaining("is a file, not a folder"),
  });
  expect((await readdir(folder)).sort()).toEqual(["plain", "taken"]);
});
