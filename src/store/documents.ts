import { readFile } from "node:fs/promises";
import { InvalidInputError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import { decodeDocument, documentText, parseDocument, sealDocument } from "../schema/document.ts";
import type { DocumentKind, DocumentOf } from "../schema/document-kind.ts";
import { documentKinds } from "../schema/document-kinds.ts";
import { parseJson, placeInJson } from "../schema/parse-json.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { asUnreadable } from "./unreadable.ts";

/** Reads a document of one kind: schema, version and content hash are checked, and faults named with file and line. */
export async function readDocument<K extends DocumentKind>(kind: K, file: string): Promise<DocumentOf<K>> {
  return parseDocument(kind, await readText(file), file);
}

/** Completes `content` with schema tag and hash, checks it, and writes it whole. Answers the document as written. */
export async function writeDocument<K extends DocumentKind>(
  kind: K,
  file: string,
  content: Omit<DocumentOf<K>, "schema" | "contentHash">,
): Promise<DocumentOf<K>> {
  const document = sealDocument(kind, content);
  await writeFileAtomic(file, documentText(kind, document));
  return document;
}

/** Reads a document of any kind this version knows; its `schema` key says which. */
export async function readAnyDocument(
  file: string,
  kinds: Readonly<Record<string, DocumentKind>> = documentKinds,
): Promise<{ kind: DocumentKind; document: DocumentOf<DocumentKind> }> {
  const text = await readText(file);
  const place = placeInJson(file, text);
  const value = parseJson(text, { file });
  const tag = (value as { schema?: unknown } | null)?.schema;
  const name = typeof tag === "string" ? /^assay\/([a-z-]+)@/.exec(tag)?.[1] : undefined;
  const kind = name !== undefined && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind !== undefined) return { kind, document: decodeDocument(kind, value, place) };
  const nearest = name === undefined ? null : nearestName(name, Object.keys(kinds));
  throw new InvalidInputError(
    name === undefined
      ? 'this is not a document of Assay: it has no "schema"'
      : `nothing is known about "assay/${name}"`,
    { place: { file, path: "schema" }, ...(nearest === null ? {} : { hint: `Did you mean "assay/${nearest}"?` }) },
  );
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw asUnreadable(error, file);
  }
}
