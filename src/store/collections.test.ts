import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ResultItem } from "../schema/result-item.ts";
import {
  collectionItems,
  listCollectionHashes,
  type NewCollection,
  readCollection,
  saveCollection,
} from "./collections.ts";
import { createWorkspace, places, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace(await mkdtemp(join(tmpdir(), "assay-collections-")));
});
afterEach(() => rm(workspace.root, { recursive: true }));

const item = (n: number): ResultItem => ({
  metricId: "accuracy",
  value: n / 1000,
  ci: { low: n / 1000 - 0.1, high: n / 1000 + 0.1, level: 0.95, method: "wilson" },
  samplesUsed: 100,
  subject: `model ${n}`,
  variant: { camelKey: n },
});
const content = (n: number): NewCollection => ({
  id: "board",
  createdAt: "2026-01-31T12:00:00Z",
  tool: { version: "0.1.0", commit: null },
  kind: "snapshot",
  source: { adapter: "csv", retrievedAt: "2026-01-31T12:00:00Z", sha256Raw: "a".repeat(64) },
  items: Array.from({ length: n }, (_, i) => item(i)),
  rejects: [{ row: 3, field: "value", reason: "not a number" }],
  unmatchedSubjects: [],
});

async function itemsOf(hash: string): Promise<ResultItem[]> {
  const items: ResultItem[] = [];
  for await (const one of collectionItems(workspace, await readCollection(workspace, hash))) items.push(one);
  return items;
}

test("a collection lies under its hash and reads back as it was", async () => {
  const { hash, file, created } = await saveCollection(workspace, content(3));
  expect(created).toBe(true);
  expect(file).toBe(join(workspace.folder, "collections", `${hash}.json`));
  const { items, ...rest } = content(3);
  expect(await readCollection(workspace, hash)).toMatchObject({ ...rest, n: 3, contentHash: hash });
  expect(await itemsOf(hash)).toEqual(items);
});

test("the same items from the same source are one collection, whenever they were fetched", async () => {
  const first = await saveCollection(workspace, content(3));
  const again = await saveCollection(workspace, {
    ...content(3),
    id: "renamed",
    source: { ...content(3).source, retrievedAt: "2027-01-31T12:00:00Z" },
  });
  expect(again).toEqual({ ...first, created: false });
  expect((await readCollection(workspace, first.hash)).id).toBe("board");
  expect((await saveCollection(workspace, content(4))).hash).not.toBe(first.hash);
  expect(await listCollectionHashes(workspace)).toHaveLength(2);
});

test("a large collection keeps its items in a file beside it, under a hash made the same way", async () => {
  const { hash } = await saveCollection(workspace, content(20_001));
  const collection = await readCollection(workspace, hash);
  expect(collection).toMatchObject({ n: 20_001, itemsFile: `${hash}.items.jsonl` });
  expect((await itemsOf(hash))[20_000]).toEqual(item(20_000));

  const file = join(workspace.folder, "collections", `${hash}.items.jsonl`);
  const lines = (await readFile(file, "utf8")).split("\n");
  lines[4] = lines[4]!.replace("model 4", "model x");
  await writeFile(file, lines.join("\n"));
  await expect(itemsOf(hash)).rejects.toMatchObject({ code: "corrupt-file", place: { file } });
});

test("a changed item, another's content under this name, and a wrong count are refused", async () => {
  const { hash, file } = await saveCollection(workspace, content(3));
  const other = await saveCollection(workspace, content(2));
  const text = await readFile(file, "utf8");

  await writeFile(file, text.replace("model 1", "model 9"));
  await expect(readCollection(workspace, hash)).rejects.toMatchObject({
    code: "corrupt-file",
    place: { file, path: "hash" },
  });
  await copyFile(other.file, file);
  await expect(readCollection(workspace, hash)).rejects.toThrow(/not the one of its name/);
  await writeFile(file, text.replace('"n": 3', '"n": 4'));
  await expect(readCollection(workspace, hash)).rejects.toThrow("this file says 4 items and holds 3");
});

test("an item that breaks its rules is not frozen, and nothing is written", async () => {
  const broken: ResultItem = { metricId: "m", value: null, ci: null, samplesUsed: 0 };
  await expect(saveCollection(workspace, { ...content(0), items: [broken] })).rejects.toMatchObject({
    code: "invalid-document",
    place: { path: "items[0].reason" },
  });
  expect(await readdir(places.collections(workspace))).toEqual([]);
});

test("a collection that is not there is named", async () => {
  await expect(readCollection(workspace, "a".repeat(64))).rejects.toMatchObject({ code: "missing-file" });
});
