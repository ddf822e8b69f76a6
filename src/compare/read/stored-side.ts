import { dirname, resolve } from "node:path";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";
import type { Collection } from "../../schema/collection.ts";
import { collectionKind } from "../../schema/collection.ts";
import type { ResultItem } from "../../schema/result-item.ts";
import { collectionItems, readCollection } from "../../store/collections.ts";
import { readDocument } from "../../store/documents.ts";
import { readRefs, resolveRef } from "../../store/refs.ts";
import { places, type Workspace } from "../../store/workspace.ts";
import { type Side, unknownSide } from "../side.ts";
import { collectionMetrics, historyMetrics } from "./collection-side.ts";

interface StoredRequest {
  readonly ref: string;
  /** `main`, `main@previous`, `main@3`, `sha256:ab12…`, or `main@history` for all it pointed to before. */
  readonly name: string;
  readonly subject: string | null;
  readonly workspace: Workspace;
  /** Why it is no run either. */
  readonly noRun: MissingFileError;
}

/** A collection of the store by its name or hash, or all that a name pointed to before what it points to now. */
export async function storedSide({ ref, name, subject, workspace, noRun }: StoredRequest): Promise<Side> {
  const label = subject ?? name;
  if (name.endsWith("@history"))
    return historySide({ ref, label, name: name.slice(0, -"@history".length), subject, workspace });
  const { hash } = await resolveRef(workspace, name).catch((error) => {
    if (!(error instanceof MissingFileError)) throw error;
    const hints = [noRun.hint, error.hint].filter((hint) => hint?.startsWith("Did you mean"));
    throw new MissingFileError(`nothing here is called "${name}": no file, no run, no baseline`, {
      place: { file: workspace.folder },
      hint: hints[0] ?? "List them with: assay ls",
    });
  });
  const collection = await readCollection(workspace, hash);
  const file = places.collection(workspace, hash);
  return sideOf({ ref, label, file, subject, collection, items: await itemsOf(workspace, collection) });
}

/** A collection document as a file, with its items inside or in the file it names beside it. */
export async function collectionSide(request: {
  readonly ref: string;
  readonly label: string;
  readonly file: string;
  readonly subject: string | null;
}): Promise<Side> {
  const collection = await readDocument(collectionKind, request.file);
  if (collection.items === undefined) {
    throw new InvalidInputError("the items of this collection lie in another file", {
      place: { file: request.file, path: "items_file" },
      hint: `Name it from within its workspace, ${resolve(dirname(request.file), "../..")}, by its hash: sha256:${collection.contentHash.slice(0, 12)}`,
    });
  }
  return sideOf({ ...request, label: request.subject ?? request.label, collection, items: collection.items });
}

async function historySide({
  ref,
  label,
  name,
  subject,
  workspace,
}: Omit<StoredRequest, "noRun"> & { label: string }): Promise<Side> {
  const { hash: now } = await resolveRef(workspace, name);
  const history = (await readRefs(workspace))[name]!.history;
  const hashes = [...new Set(history.map(({ hash }) => hash))].filter((hash) => hash !== now);
  if (hashes.length === 0) {
    throw new InvalidInputError(`"${name}" has no history yet: it was set to one collection only`, {
      place: { file: places.refs(workspace) },
      hint: `Compare with ${name} itself.`,
    });
  }
  const states: ResultItem[][] = [];
  for (const hash of hashes) states.push(await itemsOf(workspace, await readCollection(workspace, hash)));
  const file = places.refs(workspace);
  const metrics = historyMetrics(states, { subject, file, ref: name });
  return { ...unknownSide, ref, label, hash: now, file, metrics };
}

function sideOf(parts: {
  readonly ref: string;
  readonly label: string;
  readonly file: string;
  readonly subject: string | null;
  readonly collection: Collection;
  readonly items: readonly ResultItem[];
}): Side {
  const { ref, label, file, subject, collection, items } = parts;
  const plain = subject === null ? ref : ref.slice(0, -subject.length - 1);
  return {
    ...unknownSide,
    ref,
    label,
    hash: collection.contentHash,
    file,
    metrics: collectionMetrics(items, { subject, file, ref: plain }),
    measuredAt: collection.createdAt,
  };
}

async function itemsOf(workspace: Workspace, collection: Collection): Promise<ResultItem[]> {
  const items: ResultItem[] = [];
  for await (const item of collectionItems(workspace, collection)) items.push(item);
  return items;
}
