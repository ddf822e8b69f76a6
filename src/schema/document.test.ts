import { expect, test } from "vitest";
import { z } from "zod";
import { contentHash } from "./content-hash.ts";
import { decodeDocument, documentText, parseDocument, sealDocument } from "./document.ts";
import { type DocumentOf, documentKind } from "./document-kind.ts";

const note = documentKind({
  kind: "note",
  version: 3,
  about: "A note.",
  fields: { bodyText: z.string().describe("The text."), views: z.number().describe("Readers.") },
  migrations: {
    1: ({ text, ...old }) => ({ ...old, body_text: text }),
    2: (old) => ({ ...old, views: 0 }),
  },
});
const tool = { version: "0.1.0", commit: null };
const content = { id: "n1", createdAt: "2026-01-31T12:00:00Z", tool, bodyText: "hello", views: 2 };

/** What an older version would have written. */
function olderNote(version: number, fields: object) {
  const { createdAt: created_at, bodyText: _text, views: _views, ...rest } = content;
  const part = { ...rest, ...fields, schema: `assay/note@${version}` };
  return { ...part, created_at, content_hash: contentHash(part) };
}

test("a sealed document reads back as itself", () => {
  const sealed = sealDocument(note, content);
  expect(sealed).toMatchObject({
    ...content,
    schema: "assay/note@3",
    contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(parseDocument(note, documentText(note, sealed), "n1.json")).toEqual(sealed);
});

test("the hash covers the content and not the time of writing", () => {
  const { contentHash: first } = sealDocument(note, content);
  expect(sealDocument(note, { ...content, createdAt: "2027-01-01T00:00:00Z" }).contentHash).toBe(first);
  expect(sealDocument(note, { ...content, views: 3 }).contentHash).not.toBe(first);
});

test("a document changed by hand is refused, naming the file and the line of its hash", () => {
  const text = documentText(note, sealDocument(note, content)).replace("hello", "hallo");
  expect(() => parseDocument(note, text, "n1.json")).toThrow(
    expect.objectContaining({
      code: "corrupt-file",
      exitCode: 2,
      place: { file: "n1.json", line: 9, column: 3, path: "content_hash" },
    }),
  );
});

test.each([
  [1, { text: "old" }, { bodyText: "old", views: 0 }],
  [2, { body_text: "newer" }, { bodyText: "newer", views: 0 }],
])("version %i is migrated after its own hash was checked", (version, fields, expected) => {
  const old = olderNote(version, fields);
  expect(decodeDocument(note, old)).toMatchObject({ ...expected, schema: "assay/note@3" });
  expect(() => decodeDocument(note, { ...old, id: "n2" })).toThrow(/does not match its hash/);
});

test("a version nobody can migrate is refused", () => {
  expect(() => decodeDocument(note, { ...olderNote(1, {}), schema: "assay/note@0" })).toThrow(/too old/);
});

test("a newer version is refused with the version that wrote it", () => {
  const newer = { schema: "assay/note@4", tool: { version: "2.5.0", commit: null }, whatever: 1 };
  expect(() => decodeDocument(note, newer, { file: "n.json" })).toThrow(
    expect.objectContaining({
      code: "newer-schema",
      found: "assay/note@4",
      known: "assay/note@3",
      place: { file: "n.json", path: "schema" },
      hint: "assay 2.5.0 wrote it: npm install assay-bench@2.5.0",
    }),
  );
});

test.each([
  [[], /expected an object of assay\/note@3/],
  [{ name: "foreign" }, /not a document of Assay/],
  [{ schema: 3 }, /not a document of Assay/],
  [{ schema: "assay/run@1" }, /this is "assay\/run@1", and "assay\/note@3" was expected/],
  [{ schema: "other/note@3" }, /was expected/],
])("%j is foreign and refused", (value, message) => {
  expect(() => decodeDocument(note, value, { file: "x.json" })).toThrow(message);
});

test("a flipped byte anywhere is refused, except in the time of writing", () => {
  const sealed = sealDocument(note, content);
  const text = documentText(note, sealed);
  const time = text.indexOf(content.createdAt);
  let accepted = 0;
  for (let at = 0; at < text.length; at++) {
    const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
    try {
      const read: DocumentOf<typeof note> = parseDocument(note, flipped, "n1.json");
      const inTime = at >= time && at < time + content.createdAt.length;
      // A space that became another white space, or a digit that still means the same number, changes nothing.
      if (!inTime) expect(read).toEqual(sealed);
      accepted++;
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 2, place: { file: "n1.json", line: expect.any(Number) } });
    }
  }
  expect(accepted).toBeLessThan(content.createdAt.length);
});

test("sealing checks what it seals", () => {
  expect(() => sealDocument(note, { ...content, views: Number.NaN })).toThrow(/NaN/);
  expect(() => sealDocument(note, { ...content, id: "../x" })).toThrow(/not a slug/);
});
