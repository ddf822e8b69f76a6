import { z } from "zod";
import { count, jsonMap, name, sha256, timestamp } from "./common-fields.ts";
import { type DiskObject, type DocumentOf, documentKind } from "./document-kind.ts";
import { resultItem } from "./result-item.ts";

export const collectionSource = z.strictObject({
  adapter: z.string().min(1).describe("What read it: a source, an importer, or run for our own runs."),
  board: z.string().optional().describe("Which board of the source."),
  url: z.string().optional().describe("Address it was fetched from."),
  file: z.string().optional().describe("Name of the file it was read from, without its folder."),
  runs: z.array(z.string()).optional().describe("Runs whose results it holds."),
  retrievedAt: timestamp.optional().describe("When it was fetched, UTC. Not part of the hash."),
  publishedAt: z.string().optional().describe("When the source published it, as the source writes dates."),
  etag: z.string().optional().describe("The service's own version mark."),
  sha256Raw: sha256.optional().describe("sha256 of the raw bytes."),
  rawPath: z.string().optional().describe("Where the raw bytes are kept, relative to the workspace."),
  license: z.string().nullable().optional().describe("Licence of the data; null when the source names none."),
  attribution: z.string().optional().describe("Words the licence wants printed."),
  shape: z.string().optional().describe("Which of the source's known shapes it had."),
  shapeFingerprint: z.string().optional().describe("Digest of its sorted columns and types."),
  config: jsonMap.optional().describe("Options of the reading that change the items."),
});

export const rejectedRow = z.strictObject({
  row: z.union([z.number(), z.string()]).describe("Which row, by number or key."),
  field: z.string().nullable().describe("Which field of it."),
  reason: z.string().describe("Why it was not taken."),
});

/** A named, immutable set of result items. Its hash is its name in the store. */
export const collectionKind = documentKind({
  kind: "collection",
  about: "An immutable, content-addressed set of result items: a snapshot, a baseline, or the results of runs.",
  hashKey: "hash",
  hashedPart,
  fields: {
    kind: z.enum(["snapshot", "baseline", "run-set"]).describe("What it is for."),
    title: z.string().optional().describe("A line for people."),
    source: collectionSource.describe("Where the items come from."),
    items: z.array(resultItem).optional().describe("The items; absent when they lie in items_file."),
    itemsFile: z.string().optional().describe("File of the items beside this one, one a line, for large sets."),
    n: count.describe("Number of items."),
    rejects: z.array(rejectedRow).describe("Rows that were not taken."),
    unmatchedSubjects: z.array(name).describe("Subjects no alias is known for."),
  },
});
export type Collection = DocumentOf<typeof collectionKind>;
export type CollectionSource = z.infer<typeof collectionSource>;
export type RejectedRow = z.infer<typeof rejectedRow>;

/** Items and source, without the time of fetching: the same content fetched twice is the same collection. */
function hashedPart(document: DiskObject): unknown {
  if (document["items"] === undefined) return null;
  return { items: document["items"], source: hashedSource(document["source"]) };
}

export function hashedSource(source: unknown): unknown {
  const { retrieved_at: _retrievedAt, ...rest } = source as DiskObject;
  return rest;
}
