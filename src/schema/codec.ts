import { z } from "zod";
import { InvalidInputError, UnknownKeyError } from "../errors/input-errors.ts";
import { type DocumentFault, InvalidDocumentError } from "../errors/invalid-document-error.ts";
import { nearestName } from "../errors/nearest-name.ts";
import { describeIssue, hintForIssue } from "./describe-issue.ts";
import { formatJsonPath, type JsonPath } from "./json-path.ts";
import { type DocumentPlace, placeAt } from "./parse-json.ts";
import { renameKeys, type UnknownKey } from "./rename-keys.ts";
import { diskPath } from "./schema-tree.ts";

/**
 * The door for everything read from disk: renames `snake_case` keys to `camelCase` as the schema says, checks the
 * value, and reports all faults at once, each with its JSON path (as spelled on disk) and, where `place` can tell, its
 * line. An unknown key of a strict object names the nearest known one. Throws UnknownKeyError or InvalidDocumentError.
 */
export function fromDisk<S extends z.ZodType>(schema: S, value: unknown, place: DocumentPlace = {}): z.output<S> {
  const unknown: UnknownKey[] = [];
  const renamed = bounded(() => renameKeys(schema, value, "fromDisk", unknown), place);
  const result = bounded(() => compiled(schema).safeParse(renamed, { error: describeIssue }), place);
  if (result.success && unknown.length === 0) return result.data as z.output<S>;

  const faults = [
    ...unknown.map((found) => unknownKeyFault(found, place)),
    ...(result.error?.issues ?? []).flatMap((issue) => issueFaults(schema, issue, renamed, place)),
  ];
  const [first, ...others] = faults;
  if (first === undefined) throw new Error("a schema refused a value without saying why");
  const [key] = unknown;
  if (key !== undefined && others.length === 0) throw new UnknownKeyError(key.key, key.known, first);
  throw new InvalidDocumentError([first, ...others]);
}

/**
 * The way back: `camelCase` keys to the spelling on disk. The value is trusted to fit its schema, except that a key the
 * schema does not have is an error, because it would be lost.
 */
export function toDisk<S extends z.ZodType>(schema: S, value: z.output<S>): unknown {
  const unknown: UnknownKey[] = [];
  const renamed = renameKeys(schema, value, "toDisk", unknown);
  const [key] = unknown;
  if (key === undefined) return renamed;
  throw new UnknownKeyError(key.key, key.known, { place: { path: formatJsonPath([...key.path, key.key]) } });
}

const compiledSchemas = new WeakMap<z.ZodType, z.ZodType>();

function compiled(schema: z.ZodType): z.ZodType {
  let fast = compiledSchemas.get(schema);
  if (fast === undefined) {
    fast = z.compile(schema);
    compiledSchemas.set(schema, fast);
  }
  return fast;
}

/** Nesting so deep that walking it overflows the stack is a fault of the document, not a crash of ours. */
function bounded<T>(run: () => T, place: DocumentPlace): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new InvalidInputError("nested too deeply to read", { place: placeAt(place, []), cause });
    throw cause;
  }
}

function unknownKeyFault({ path, key, known }: UnknownKey, place: DocumentPlace): DocumentFault {
  const nearest = nearestName(key, known);
  const hint = nearest === null ? `Known keys: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
  return { message: `unknown key "${key}"`, hint, place: placeAt(place, [...path, key]) };
}

function issueFaults(schema: z.ZodType, issue: z.core.$ZodIssue, value: unknown, place: DocumentPlace) {
  return unfold(issue).map((part): DocumentFault => {
    const path = part.path.map((step) => (typeof step === "symbol" ? String(step) : step));
    const hint = hintForIssue(part, valueAt(value, path));
    return {
      message: part.message,
      place: placeAt(place, diskPath(schema, path)),
      ...(hint === undefined ? {} : { hint }),
    };
  });
}

/** A union that nothing fitted: what is wrong with the option that came closest. */
function unfold(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || issue.discriminator !== undefined) return [issue];
  const nearest = issue.errors
    .filter((option) => option.some((part) => part.path.length > 0))
    .sort((a, b) => a.length - b.length)[0];
  if (nearest === undefined) return [issue];
  return nearest.flatMap(unfold).map((part) => ({ ...part, path: [...issue.path, ...part.path] }));
}

function valueAt(value: unknown, path: JsonPath): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}
