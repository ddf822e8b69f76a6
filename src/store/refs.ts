import { AssayError } from "../errors/assay-error.ts";
import { InvalidInputError, MissingFileError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import { CorruptFileError } from "../errors/storage-errors.ts";
import { fromDisk, toDisk } from "../schema/codec.ts";
import { parseJson, placeInJson } from "../schema/parse-json.ts";
import { type Ref, type RefMove, type Refs, refs } from "../schema/ref.ts";
import { checkSlug } from "../schema/slug.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { listCollectionHashes } from "./collections.ts";
import { readText } from "./documents.ts";
import { withLock } from "./run-lock.ts";
import { places, type Workspace } from "./workspace.ts";

/** Names and what they point to. No file means no names. A history that does not hold together is refused. */
export async function readRefs(workspace: Workspace): Promise<Refs> {
  const file = places.refs(workspace);
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    if (error instanceof MissingFileError) return {};
    throw error;
  }
  const place = placeInJson(file, text);
  const found = fromDisk(refs, parseJson(text, { file }), place);
  for (const [name, { hash, history }] of Object.entries(found)) {
    const broken = history.findIndex((move, index) => move.previous !== (history[index - 1]?.hash ?? null));
    const path =
      broken !== -1 ? [name, "history", broken, "previous"] : history.at(-1)?.hash !== hash ? [name, "hash"] : null;
    if (path === null) continue;
    throw new CorruptFileError("the history of this name does not hold together", {
      place: { file, ...(place.locate?.(path) ?? {}), path: path.join(".") },
      hint: "Restore refs.json from version control.",
    });
  }
  return found;
}

/** Another moved the name first. */
export class RefMovedError extends AssayError {
  override readonly code: string = "ref-moved";
}

export interface SetRef {
  hash: string;
  /** What the caller believes the name points to; when it moved meanwhile, nothing is changed. */
  expected: string | null;
  actor: string;
  reason: string;
  diffHash?: string | null;
  git?: string | null;
  now: Date;
}

/** Points a name at a collection and remembers who, when, why and from where. */
export async function setRef(workspace: Workspace, name: string, move: SetRef): Promise<Ref> {
  checkSlug(name, "name");
  const file = places.refs(workspace);
  return withLock(`${file}.lock`, { now: move.now }, async () => {
    const all = await readRefs(workspace);
    const before = Object.hasOwn(all, name) ? all[name] : undefined;
    const previous = before?.hash ?? null;
    if (previous !== move.expected) {
      const by = before?.history.at(-1)?.actor ?? "somebody";
      throw new RefMovedError(`"${name}" was moved meanwhile by ${by}`, {
        place: { file, path: name },
        hint: "Look again at what it points to now, then repeat.",
      });
    }
    const { hash, actor, reason, diffHash = null, git = null } = move;
    const entry: RefMove = { hash, previous, at: move.now.toISOString(), actor, reason, diffHash, git };
    const after: Ref = { hash, history: [...(before?.history ?? []), entry] };
    const disk = toDisk(refs, fromDisk(refs, toDisk(refs, { ...all, [name]: after })));
    await writeFileAtomic(file, `${JSON.stringify(disk, null, 2)}\n`);
    return after;
  });
}

/**
 * The collection a user means: a name (`main`), its `name@latest`, `name@previous`, `name@3` (the third ever set),
 * `name@sha256:ab12…`, or a bare `sha256:ab12…` (at least 6 digits).
 */
export async function resolveRef(workspace: Workspace, text: string): Promise<{ name: string | null; hash: string }> {
  const bare = /^(?:sha256:)?([0-9a-f]{6,64})$/.exec(text)?.[1];
  const all = await readRefs(workspace);
  if (bare !== undefined && !Object.hasOwn(all, text)) {
    return { name: null, hash: oneHash(bare, await listCollectionHashes(workspace), text) };
  }
  const [, name = text, at = "latest"] = /^(.+?)@(.+)$/.exec(text) ?? [];
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) {
    const nearest = nearestName(name, Object.keys(all));
    throw new MissingFileError(`nothing is called "${name}"`, {
      place: { file: places.refs(workspace) },
      hint: nearest === null ? "List the names with: assay baseline ls" : `Did you mean "${nearest}"?`,
    });
  }
  return { name, hash: hashAt(found, at, text) };
}

function hashAt(found: Ref, at: string, text: string): string {
  const { history } = found;
  const digits = /^sha256:([0-9a-f]{6,64})$/.exec(at)?.[1];
  if (digits !== undefined) return oneHash(digits, [...new Set(history.map(({ hash }) => hash))], text);
  const index = at === "latest" ? history.length - 1 : at === "previous" ? history.length - 2 : Number(at) - 1;
  const move = Number.isInteger(index) ? history[index] : undefined;
  if (move !== undefined) return move.hash;
  throw new InvalidInputError(`"${text}" does not exist: the name was set ${history.length} times`, {
    hint: "Use @latest, @previous, @1, @2, … or @sha256:….",
  });
}

function oneHash(digits: string, hashes: readonly string[], text: string): string {
  const matching = hashes.filter((hash) => hash.startsWith(digits));
  if (matching.length === 1) return matching[0]!;
  if (matching.length === 0)
    throw new MissingFileError(`there is no collection ${text}`, { hint: "List them with: assay ls collections" });
  throw new InvalidInputError(`${matching.length} collections begin with ${digits}`, { hint: "Give more digits." });
}
