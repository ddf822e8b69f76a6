import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLineBatches } from "./read-lines.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-lines-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function linesOf(content: string | Buffer, options = {}) {
  const file = join(folder, "lines.txt");
  await writeFile(file, content);
  const lines: { offset: number; line: number; ended: boolean; text: string }[] = [];
  for await (const batch of readLineBatches(file, options)) {
    for (const { bytes, ...line } of batch) lines.push({ ...line, text: bytes.toString() });
  }
  return lines;
}

test("lines come with their number, offset and whether a line feed ends them", async () => {
  expect(await linesOf("a\n\nbü\nc")).toEqual([
    { text: "a", offset: 0, line: 1, ended: true },
    { text: "", offset: 2, line: 2, ended: true },
    { text: "bü", offset: 3, line: 3, ended: true },
    { text: "c", offset: 7, line: 4, ended: false },
  ]);
  expect(await linesOf("")).toEqual([]);
});

test("reading may begin and end at a line's offset", async () => {
  expect(await linesOf("aa\nbb\ncc\n", { from: 3, fromLine: 2, to: 6 })).toEqual([
    { text: "bb", offset: 3, line: 2, ended: true },
  ]);
});

test("the size of the chunks changes nothing", async () => {
  const text = fc.array(fc.stringMatching(/^[a-zü]{0,40}$/), { maxLength: 30 }).map((lines) => lines.join("\n"));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 50 }), async (content, chunkBytes) => {
      const lines = await linesOf(content, { chunkBytes });
      expect(lines.map((line) => line.text + (line.ended ? "\n" : "")).join("")).toBe(content);
      expect(lines).toEqual(await linesOf(content));
    }),
    { numRuns: 60 },
  );
});

test("a line without end is refused before it fills the memory", async () => {
  await expect(linesOf("x".repeat(5000), { chunkBytes: 512, maxLineBytes: 2048 })).rejects.toMatchObject({
    code: "corrupt-file",
    place: { line: 1 },
  });
});

test("a file that is not there, and a folder, are named", async () => {
  const read = (file: string) => readLineBatches(file).next();
  await expect(read(join(folder, "none"))).rejects.toMatchObject({ code: "missing-file", exitCode: 2 });
  await expect(read(folder)).rejects.toMatchObject({ code: "invalid-input", place: { file: folder } });
});
