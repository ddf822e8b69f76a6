/// <reference lib="esnext.array" />
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toDisk } from "../../schema/codec.ts";
import { promptRow } from "../../schema/run/prompt-row.ts";
import { buildGrid } from "./build-grid.ts";
import { readGrid, writeGrid } from "./grid-file.ts";
import { loadSuite } from "./load-suite.ts";

const folder = () => mkdtempSync(join(tmpdir(), "assay-grid-"));
const gridOf = async (id: string) => buildGrid(await loadSuite(id, { cwd: "." }));

test.each(["rent-sycophancy", "smoke"])("the grid of %s reads back as it was written", async (id) => {
  const grid = await gridOf(id);
  const rows = await Array.fromAsync(grid.rows());
  const file = join(folder(), "grid.jsonl");
  expect(await writeGrid(file, grid.rows())).toBe(rows.length);
  expect(await Array.fromAsync(readGrid(file))).toEqual(rows);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(rows.map((row) => toDisk(promptRow, row)));
});

test("keys on disk are snake_case and in the order of the schema", async () => {
  const file = join(folder(), "grid.jsonl");
  await writeGrid(file, (await gridOf("rent-sycophancy")).rows());
  expect(Object.keys(JSON.parse(readFileSync(file, "utf8").split("\n")[0]!))).toEqual([
    "prompt_id",
    "triplet_id",
    "cluster_id",
    "view",
    "role",
    "perspective",
    "factors",
    "messages",
    "content_hash",
    "suite",
    "suite_version",
    "metadata",
  ]);
});

test("a grid that fails half way leaves the old file and nothing else", async () => {
  const place = folder();
  const file = join(place, "grid.jsonl");
  writeFileSync(file, "old\n");
  async function* failing() {
    yield* (await gridOf("smoke")).rows();
    throw new Error("cut");
  }
  await expect(writeGrid(file, failing())).rejects.toThrow("cut");
  expect(readdirSync(place)).toEqual(["grid.jsonl"]);
  expect(readFileSync(file, "utf8")).toBe("old\n");
});

test.each<[string, (line: string) => string, object, RegExp]>([
  ["a line cut short", (line) => line.slice(0, 50), { line: 2 }, /not valid JSON/],
  ["an unknown key", (line) => line.replace('"view"', '"veiw"'), { line: 2, path: "veiw" }, /unknown key "veiw"/],
  ["a missing key", (line) => line.replace(/"suite":"[^"]*",/, ""), { line: 2, path: "suite" }, /required key/],
  ["a changed text", (line) => line.replace("euros", "dollars"), { line: 2, path: "content_hash" }, /content_hash/],
])("reading %s names file and line", async (_, damage, place, message) => {
  const file = join(folder(), "grid.jsonl");
  await writeGrid(file, (await gridOf("rent-sycophancy")).rows());
  const lines = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, lines.with(1, damage(lines[1]!)).join("\n"));
  const error = await Array.fromAsync(readGrid(file)).then(
    () => expect.unreachable("accepted"),
    (error) => error,
  );
  expect(error.message).toMatch(message);
  expect(error.place).toMatchObject({ file, ...place });
  expect(error.exitCode).toBe(2);
});
