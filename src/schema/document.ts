import type { z } from "zod";
import { InvalidInputError, NewerSchemaError } from "../errors/input-errors.ts";
import { CorruptFileError } from "../errors/storage-errors.ts";
import { fromDisk, toDisk } from "./codec.ts";
import { contentHash } from "./content-hash.ts";
import type { DiskObject, DocumentKind, DocumentOf } from "./document-kind.ts";
import { type DocumentPlace, parseJson, placeAt, placeInJson } from "./parse-json.ts";

/**
 * Reads a document of one kind from its JSON value: refuses a newer version, migrates an older one, checks every field
 * and then the content hash, so that a file changed by hand is noticed.
 */
export function decodeDocument<K extends DocumentKind>(
  kind: K,
  value: unknown,
  place: DocumentPlace = {},
): DocumentOf<K> {
  const original = asDocument(kind, value, place);
  const document = fromDisk(kind.schema, migrate(kind, original, place), place);
  checkHash(kind, original, place);
  return document as DocumentOf<K>;
}

/** The same from the text of a file, so that every fault is named with its line. */
export function parseDocument<K extends DocumentKind>(kind: K, text: string, file: string): DocumentOf<K> {
  const place = placeInJson(file, text);
  return decodeDocument(kind, parseJson(text, { file }), place);
}

/**
 * Completes a document with its schema tag and content hash, and checks it as if it had been read. `hash` is for a kind
 * whose hash covers more than the document itself.
 */
export function sealDocument<K extends DocumentKind>(
  kind: K,
  content: Omit<DocumentOf<K>, "schema" | "contentHash">,
  hash?: string,
): DocumentOf<K> {
  const unsealed = { ...content, schema: kind.tag, contentHash: "" } as z.output<K["schema"]>;
  const disk = toDisk(kind.schema, unsealed) as DiskObject;
  const part = kind.hashedPart(disk);
  disk[kind.hashKey] = part === null ? hash : contentHash(part);
  return fromDisk(kind.schema, disk) as DocumentOf<K>;
}

/** A document as the text of its file: indented JSON, a line feed at the end. */
export function documentText<K extends DocumentKind>(kind: K, document: DocumentOf<K>): string {
  return `${JSON.stringify(toDisk(kind.schema, document), null, 2)}\n`;
}

function asDocument(kind: DocumentKind, value: unknown, place: DocumentPlace): DiskObject & { schema: string } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidInputError(`expected an object of ${kind.tag}`, { place: placeAt(place, []) });
  }
  const tag = (value as DiskObject)["schema"];
  if (typeof tag !== "string") {
    throw new InvalidInputError(`this is not a document of Assay: it has no "schema"; expected "${kind.tag}"`, {
      place: placeAt(place, []),
    });
  }
  const [, found, version] = /^assay\/([a-z][a-z-]*)@([0-9]+)$/.exec(tag) ?? [];
  if (found !== kind.kind) {
    throw new InvalidInputError(`this is "${tag.slice(0, 80)}", and "${kind.tag}" was expected`, {
      place: placeAt(place, ["schema"]),
    });
  }
  if (Number(version) > kind.version) throw newer(tag, kind, value as DiskObject, place);
  return value as DiskObject & { schema: string };
}

function newer(tag: string, kind: DocumentKind, document: DiskObject, place: DocumentPlace): NewerSchemaError {
  const tool = document["tool"] as { version?: unknown } | undefined;
  const writer = typeof tool?.version === "string" && /^[\w.+-]{1,40}$/.test(tool.version) ? tool.version : null;
  return new NewerSchemaError(tag, kind.tag, {
    place: placeAt(place, ["schema"]),
    ...(writer === null ? {} : { hint: `assay ${writer} wrote it: npm install assay-bench@${writer}` }),
  });
}

function migrate(kind: DocumentKind, document: DiskObject & { schema: string }, place: DocumentPlace): DiskObject {
  let current: DiskObject = document;
  for (let version = Number(document.schema.split("@")[1]); version < kind.version; version++) {
    const step = kind.migrations[version];
    if (step === undefined) {
      throw new InvalidInputError(`"${document.schema}" is too old: nothing is known about migrating it`, {
        place: placeAt(place, ["schema"]),
        hint: "Write it again with this version.",
      });
    }
    current = { ...step(current), schema: `assay/${kind.kind}@${version + 1}` };
  }
  return current;
}

function checkHash(kind: DocumentKind, document: DiskObject, place: DocumentPlace): void {
  const claimed = document[kind.hashKey];
  const part = kind.hashedPart(document);
  if (claimed === undefined || part === null || contentHash(part) === claimed) return;
  throw new CorruptFileError("the content does not match its hash: this file was changed after it was written", {
    place: placeAt(place, [kind.hashKey]),
    hint: "Restore it from a copy, or make it again. Nothing was changed.",
  });
}
