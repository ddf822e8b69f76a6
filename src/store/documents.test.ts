import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { metricKind } from "../schema/metric.ts";
import { readAnyDocument, readDocument, writeDocument } from "./documents.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-documents-"));
  file = join(folder, "accuracy.json");
});
afterEach(() => rm(folder, { recursive: true }));

const content = {
  id: "accuracy",
  name: "Accuracy",
  definition: "Share of items answered right.",
  category: "accuracy",
  unit: "1",
  direction: "higher",
  scale: "proportion",
} as const;

test("a document is written whole and reads back as itself, by its kind or by any", async () => {
  const written = await writeDocument(metricKind, file, content);
  expect(await readDocument(metricKind, file)).toEqual(written);
  expect(await readAnyDocument(file)).toEqual({ kind: metricKind, document: written });
});

test.each([
  [
    "cut in half",
    (text: string) => text.slice(0, text.length / 2),
    "invalid-input",
    expect.objectContaining({ line: expect.any(Number) }),
  ],
  ["emptied", () => "", "invalid-input", expect.objectContaining({ line: 1 })],
  ["foreign", () => '{"name":"something else"}', "invalid-input", expect.anything()],
  [
    "of another kind",
    (text: string) => text.replace("assay/metric@1", "assay/run@1"),
    "invalid-input",
    expect.objectContaining({ path: "schema" }),
  ],
  [
    "of a newer version",
    (text: string) => text.replace("metric@1", "metric@2"),
    "newer-schema",
    expect.objectContaining({ path: "schema" }),
  ],
  [
    "changed by a byte",
    (text: string) => text.replace("right", "light"),
    "corrupt-file",
    expect.objectContaining({ path: "content_hash", line: 4 }),
  ],
  [
    "with a misspelt key",
    (text: string) => text.replace('"unit"', '"nuit"'),
    "invalid-document",
    expect.objectContaining({ line: 8, path: "nuit" }),
  ],
])("a document %s is refused with file and place, and stays as it is", async (_name, change, code, place) => {
  await writeDocument(metricKind, file, content);
  const text = change(await readFile(file, "utf8"));
  await writeFile(file, text);
  await expect(readDocument(metricKind, file)).rejects.toMatchObject({ code, exitCode: 2, place });
  await expect(readDocument(metricKind, file)).rejects.toMatchObject({ place: { file } });
  expect(await readFile(file, "utf8")).toBe(text);
});

test("a document of a kind nobody knows names the nearest", async () => {
  await writeFile(file, '{"schema":"assay/metrics@1"}');
  await expect(readAnyDocument(file)).rejects.toMatchObject({ hint: 'Did you mean "assay/metric"?' });
  await writeFile(file, '{"schema":"assay/constructor@1"}');
  await expect(readAnyDocument(file)).rejects.toThrow(/nothing is known/);
});
