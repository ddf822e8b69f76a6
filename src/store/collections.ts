import { createHash } from "node:crypto";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { InvalidInputError, MissingFileError } from "../errors/input-errors.ts";
import { CorruptFileError } from "../errors/storage-errors.ts";
import { canonicalJson } from "../schema/canonical-json.ts";
import { fromDisk, toDisk } from "../schema/codec.ts";
import {
  type Collection,
  type CollectionSource,
  collectionKind,
  collectionSource,
  hashedSource,
} from "../schema/collection.ts";
import { documentText, sealDocument } from "../schema/document.ts";
import { type ResultItem, resultItem } from "../schema/result-item.ts";
import { createFileAtomic } from "./atomic-file.ts";
import { asCannotWrite, codeOf } from "./cannot-write.ts";
import { readDocument } from "./documents.ts";
import { parseJournalLine, readJournalBatches, refuseTorn } from "./journal-lines.ts";
import { places, resolveInside, type Workspace } from "./workspace.ts";

/** Beyond this many items they lie in a file of their own, one a line, so that nobody must hold them all. */
const mostInline = 20_000;

export interface NewCollection extends Omit<Collection, "schema" | "contentHash" | "items" | "itemsFile" | "n"> {
  items: readonly ResultItem[];
}

/**
 * Freezes a set of result items under the hash of its items and source. Saving what is already there changes nothing
 * and answers `created: false`.
 */
export async function saveCollection(
  workspace: Workspace,
  content: NewCollection,
): Promise<{ hash: string; file: string; created: boolean }> {
  const { items, ...rest } = content;
  const inline = items.length <= mostInline;
  const hash = collectionHash(items, content.source);
  const file = places.collection(workspace, hash);
  const itemsFile = `${hash}.items.jsonl`;
  const document = sealDocument(
    collectionKind,
    { ...rest, n: items.length, ...(inline ? { items: [...items] } : { itemsFile }) },
    hash,
  );
  try {
    await mkdir(places.collections(workspace), { recursive: true });
  } catch (error) {
    throw asCannotWrite(error, places.collections(workspace));
  }
  if (!inline) await createFileAtomic(join(places.collections(workspace), itemsFile), itemLines(items));
  const created = await createFileAtomic(file, documentText(collectionKind, document));
  return { hash, file, created };
}

/** The collection of a hash, its own hash checked. Large ones keep their items in a file: see collectionItems. */
export async function readCollection(workspace: Workspace, hash: string): Promise<Collection> {
  const file = places.collection(workspace, hash);
  const collection = await readDocument(collectionKind, file).catch((error) => {
    if (!(error instanceof MissingFileError)) throw error;
    throw new MissingFileError(`there is no collection ${hash.slice(0, 12)}…`, {
      place: { file },
      hint: "List them with: assay ls collections",
    });
  });
  if (collection.contentHash !== hash) {
    throw new CorruptFileError(
      `this file holds collection ${collection.contentHash.slice(0, 12)}…, not the one of its name`,
      {
        place: { file, path: "hash" },
        hint: "Give it its own name back.",
      },
    );
  }
  if (collection.items !== undefined && collection.items.length !== collection.n) {
    throw new CorruptFileError(`this file says ${collection.n} items and holds ${collection.items.length}`, {
      place: { file, path: "n" },
    });
  }
  return collection;
}

/** The items of a collection, wherever they lie, in order. Those of a file are checked against the hash at the end. */
export async function* collectionItems(workspace: Workspace, collection: Collection): AsyncGenerator<ResultItem> {
  if (collection.items !== undefined) {
    yield* collection.items;
    return;
  }
  const file = itemsFileOf(workspace, collection);
  const hash = createHash("sha256").update('{"items":[');
  let n = 0;
  for await (const batch of readJournalBatches(file, { onTorn: refuseTorn(file) })) {
    for (const line of batch) {
      const value = parseJournalLine(file, line);
      hash.update(`${n++ === 0 ? "" : ","}${canonicalJson(value)}`);
      yield fromDisk(resultItem, value, { file, line: line.line });
    }
  }
  const found = closeHash(hash, collection.source);
  if (n !== collection.n || found !== collection.contentHash) {
    throw new CorruptFileError(`these are not the ${collection.n} items of the collection: their hash differs`, {
      place: { file },
      hint: "Restore the file from a copy.",
    });
  }
}

/** Where a large collection keeps its items. */
export function itemsFileOf(workspace: Workspace, collection: Collection): string {
  if (collection.itemsFile !== undefined) return resolveInside(places.collections(workspace), collection.itemsFile);
  throw new InvalidInputError("this collection has neither items nor a file of them", {
    place: { file: places.collection(workspace, collection.contentHash), path: "items" },
  });
}

/** sha256 of the canonical JSON of `{items, source}`; the time of fetching does not count. */
export function collectionHash(items: Iterable<ResultItem>, source: CollectionSource): string {
  const hash = createHash("sha256").update('{"items":[');
  let separator = "";
  for (const item of items) {
    hash.update(separator + canonicalJson(toDisk(resultItem, item)));
    separator = ",";
  }
  return closeHash(hash, source);
}

/** Hashes of all collections in the store, in no order. */
export async function listCollectionHashes(workspace: Workspace): Promise<string[]> {
  const names = await readdir(places.collections(workspace)).catch((error) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  return names.flatMap((name) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []);
}

function closeHash(hash: ReturnType<typeof createHash>, source: CollectionSource): string {
  return hash.update(`],"source":${canonicalJson(hashedSource(toDisk(collectionSource, source)))}}`).digest("hex");
}

function itemLines(items: readonly ResultItem[]): Buffer {
  return Buffer.concat(items.map((item) => Buffer.from(`${JSON.stringify(toDisk(resultItem, item))}\n`)));
}
