import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findDrift, generateReferences } from "./generate-references.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-reference-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the reference in the repository says what the schemas say", () => {
  expect(findDrift(fileURLToPath(new URL("../docs/reference", import.meta.url)))).toEqual([]);
});

test("drift is told by file, mended, and then gone; files of others are left alone", () => {
  writeFileSync(join(folder, "command-line.md"), "not ours");
  generateReferences(folder);
  expect(findDrift(folder)).toEqual([]);
  writeFileSync(join(folder, "records.md"), "edited");
  rmSync(join(folder, "schemas", "run.schema.json"));
  writeFileSync(join(folder, "schemas", "old.schema.json"), "{}");
  const drift = [
    { path: "schemas/run.schema.json", what: "missing" },
    { path: "records.md", what: "changed" },
    { path: "schemas/old.schema.json", what: "no longer made" },
  ];
  expect(findDrift(folder)).toEqual(drift);
  expect(generateReferences(folder)).toEqual(drift);
  expect(findDrift(folder)).toEqual([]);
  expect(readFileSync(join(folder, "command-line.md"), "utf8")).toBe("not ours");
});

test("a JSON Schema describes the record as it lies on disk", () => {
  mkdirSync(folder, { recursive: true });
  generateReferences(folder);
  const read = (name: string) => JSON.parse(readFileSync(join(folder, "schemas", `${name}.schema.json`), "utf8"));
  const run = read("run");
  expect(run).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "assay/run@1",
    additionalProperties: false,
  });
  expect(run.required).toEqual(expect.arrayContaining(["schema", "created_at", "content_hash", "config_hash"]));
  expect(run.properties.created_at).toEqual({ type: "string", format: "date-time", description: expect.any(String) });
  expect(run.properties.config.properties.asked.additionalProperties).toEqual({});
  expect(read("collection").properties.hash).toBeDefined();
  expect(JSON.stringify(run)).not.toMatch(/createdAt|__schema/);
});
