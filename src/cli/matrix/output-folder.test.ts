import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../testing/assay-process.ts";
import { openOutput } from "./output-folder.ts";

test("all files appear together, in folders too, and nothing else is left", async () => {
  const cwd = await folderWith();
  const output = await openOutput(cwd, { out: "made/here" });
  await output!.write({ "a.txt": "1", "runs/b.txt": "2" });
  expect(await readdir(join(cwd, "made"))).toEqual(["here"]);
  expect((await readdir(join(cwd, "made", "here"))).sort()).toEqual(["a.txt", "runs"]);
  expect(await readFile(join(cwd, "made", "here", "runs", "b.txt"), "utf8")).toBe("2");
});

test("without --out there is no folder; an empty one is taken", async () => {
  const cwd = await folderWith();
  expect(await openOutput(cwd, {})).toBeNull();
  await mkdir(join(cwd, "empty"));
  await (await openOutput(cwd, { out: "empty" }))!.write({ "a.txt": "1" });
  expect(await readdir(join(cwd, "empty"))).toEqual(["a.txt"]);
});

test("a failure on the way leaves the folder as it was, and no temporary one", async () => {
  const cwd = await folderWith({ "out/a.txt": "old" });
  const output = await openOutput(cwd, { out: "out", force: true });
  // The second name asks for a folder where the first has put a file.
  await expect(output!.write({ "a.txt": "new", "a.txt/b.txt": "2" })).rejects.toThrow();
  expect(await readFile(join(cwd, "out", "a.txt"), "utf8")).toBe("old");
  expect(await readdir(cwd)).toEqual(["out"]);
});

test("--force replaces files of the same name and keeps the others", async () => {
  const cwd = await folderWith({ "out/a.txt": "old", "out/mine.txt": "kept" });
  await (await openOutput(cwd, { out: "out", force: true }))!.write({ "a.txt": "new" });
  expect(await readFile(join(cwd, "out", "a.txt"), "utf8")).toBe("new");
  expect(await readFile(join(cwd, "out", "mine.txt"), "utf8")).toBe("kept");
});

test("a file where the folder should be is refused before the work", async () => {
  const cwd = await folderWith();
  await writeFile(join(cwd, "out"), "a file");
  await expect(openOutput(cwd, { out: "out" })).rejects.toMatchObject({ code: "cannot-write" });
});
