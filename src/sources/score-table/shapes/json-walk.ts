import type { ErrorPlace } from "../../../errors/assay-error.ts";
import type { JsonPath } from "../../../schema/json-path.ts";
import type { RecordRow, RecordSet } from "./record-set.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** A rectangle of numbers in JSON; null entries are missing. */
export interface Grid {
  readonly path: string;
  readonly rows: readonly (readonly unknown[])[];
  readonly file: number;
  readonly at: JsonPath;
}

/** A list of names that may be a side of a grid. */
export interface NameList {
  readonly path: string;
  readonly names: readonly string[];
  readonly file: number;
}

export interface JsonFindings {
  readonly sets: readonly RecordSet[];
  readonly grids: readonly Grid[];
  readonly lists: readonly NameList[];
}

export interface JsonDocument {
  readonly value: unknown;
  /** Which of the files, from 0. */
  readonly file: number;
  /** Steps before the value's own path: for JSONL `["*"]`, shown as `$[*]`. */
  readonly path: string;
  readonly at: JsonPath;
}

/** Where a value of these files stands, in words of the user. */
export type LocateJson = (file: number, path: JsonPath) => ErrorPlace;

/**
 * Finds everything in JSON that could hold scores: arrays of objects, dictionaries of like objects, and rectangles of
 * numbers, at any depth. The same place in several documents is one set.
 */
export function walkJson(documents: readonly JsonDocument[], locate: LocateJson): JsonFindings {
  const walk = new Walk();
  for (const document of documents) {
    walk.file = document.file;
    walk.document(document);
  }
  return {
    sets: [...walk.builders.values()].map((builder) => finish(builder, locate)),
    grids: walk.grids,
    lists: walk.lists,
  };
}

interface Builder {
  readonly path: string;
  readonly columns: Map<string, number>;
  readonly keys: JsonPath[];
  readonly rows: { cells: unknown[]; file: number; at: number }[];
  readonly places: JsonPath[];
}

/** Nobody keeps scores this deep; a file that goes deeper is looked into no further. */
const deepest = 40;

type Around = Readonly<Record<string, unknown>>;

class Walk {
  file = 0;
  readonly builders = new Map<string, Builder>();
  readonly grids: Grid[] = [];
  readonly lists: NameList[] = [];

  document({ value, path, at }: JsonDocument): void {
    if (path.endsWith("[*]") && isObject(value) && !isDictionary(value)) this.record(value, path, at, {});
    else this.node(value, path, at, {});
  }

  private node(value: unknown, path: string, at: JsonPath, around: Around): void {
    if (at.length > deepest) return;
    if (Array.isArray(value)) this.array(value, path, at, around);
    else if (isObject(value)) this.object(value, path, at, around);
  }

  private array(value: readonly unknown[], path: string, at: JsonPath, around: Around): void {
    if (at.length > deepest) return;
    if (isGrid(value)) {
      this.grids.push({ path, rows: value, file: this.file, at });
      return;
    }
    if (value.length > 1 && value.every((entry) => typeof entry === "string")) {
      this.lists.push({ path, names: value as string[], file: this.file });
      return;
    }
    for (const [i, entry] of value.entries()) if (isObject(entry)) this.record(entry, `${path}[*]`, [...at, i], around);
  }

  private object(value: JsonObject, path: string, at: JsonPath, around: Around): void {
    if (isDictionary(value)) {
      this.dictionary(value, path, at, around);
      if (Object.keys(value).length > 12 || keyOverlap(value) >= 0.8) return;
    }
    const inside = { ...around, ...inherited(value) };
    for (const [key, child] of Object.entries(value)) this.node(child, stepInto(path, key), [...at, key], inside);
  }

  /** Keys are data here: one record, or one list of records, a key. */
  private dictionary(value: JsonObject, path: string, at: JsonPath, around: Around): void {
    if (at.length > deepest) return;
    const entries = Object.entries(value);
    const nested = entries.filter(([, child]) => isObject(child) && isDictionary(child)).length > entries.length / 2;
    for (const [key, child] of entries) {
      const inside = { ...around, [dictionaryKey(around)]: key };
      const [place, childPath] = [[...at, key], `${path}.*`];
      if (Array.isArray(child)) this.array(child, childPath, place, inside);
      else if (!isObject(child)) continue;
      else if (nested) this.dictionary(child, childPath, place, inside);
      else this.record(child, childPath, place, inside);
    }
  }

  private record(value: JsonObject, path: string, at: JsonPath, around: Around): void {
    const builder = this.builder(path);
    const cells: unknown[] = [];
    const put = (column: string, keys: JsonPath, entry: unknown): void => {
      let position = builder.columns.get(column);
      if (position === undefined) {
        position = builder.columns.size;
        builder.columns.set(column, position);
        builder.keys.push(keys);
      }
      cells[position] = entry;
    };
    for (const [name, entry] of Object.entries(around)) put(name, [], entry);
    this.flatten(value, { prefix: "", keys: [], put, path, at, around: { ...around, ...inherited(value) } });
    builder.rows.push({ cells, file: this.file, at: builder.places.length });
    builder.places.push(at);
  }

  private flatten(
    value: JsonObject,
    into: {
      prefix: string;
      keys: JsonPath;
      put: (column: string, keys: JsonPath, entry: unknown) => void;
      path: string;
      at: JsonPath;
      around: Around;
    },
  ): void {
    for (const [key, child] of Object.entries(value)) {
      const [column, keys] = [into.prefix + key, [...into.keys, key]];
      if (Array.isArray(child) && !isShortList(child)) {
        this.array(child, stepInto(into.path, column), [...into.at, ...keys], into.around);
      } else if (isObject(child)) {
        if (isDictionary(child))
          this.dictionary(child, stepInto(into.path, column), [...into.at, ...keys], into.around);
        if (keys.length < 4) this.flatten(child, { ...into, prefix: `${column}.`, keys });
      } else into.put(column, keys, child);
    }
  }

  private builder(path: string): Builder {
    let builder = this.builders.get(path);
    if (builder === undefined) {
      builder = { path, columns: new Map(), keys: [], rows: [], places: [] };
      this.builders.set(path, builder);
    }
    return builder;
  }
}

function finish({ path, columns, keys, rows, places }: Builder, locate: LocateJson): RecordSet {
  const sample: readonly RecordRow[] = rows;
  return {
    path,
    kind: "json",
    columns: [...columns.keys()],
    prefixes: keys.map((steps) =>
      steps
        .slice(0, -1)
        .map((step) => `${step}.`)
        .join(""),
    ),
    sample,
    each: async (visit) => {
      for (const { cells, file, at } of sample) visit(cells, file, at);
    },
    placeOf: ({ file, at }, column) => locate(file, [...places[at]!, ...(keys[column] ?? [])]),
  };
}

function dictionaryKey(around: Around): string {
  if (!("@key" in around)) return "@key";
  let level = 2;
  while (`@key${level}` in around) level++;
  return `@key${level}`;
}

function inherited(value: JsonObject): Around {
  const own = Object.entries(value).filter(([, entry]) => typeof entry === "string" || typeof entry === "number");
  return Object.fromEntries(own.map(([key, entry]) => [`^${key}`, entry]));
}

function stepInto(path: string, key: string): string {
  return /^[\w-]+(?:\.[\w-]+)*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Two ends of a range and the like stay values of their record. */
function isShortList(value: readonly unknown[]): boolean {
  return value.length <= 2 && value.every((entry) => typeof entry === "number");
}

function isGrid(value: readonly unknown[]): value is readonly (readonly unknown[])[] {
  const [first] = value;
  if (value.length < 2 || !Array.isArray(first) || first.length < 2) return false;
  if (!value.every((row) => Array.isArray(row) && row.length === first.length)) return false;
  const entries = (value as unknown[][]).flat();
  return (
    entries.some((entry) => typeof entry === "number") &&
    entries.every((entry) => entry === null || typeof entry !== "object")
  );
}

/** Entries that look alike, so that the keys are data: objects that share keys, or lists of such objects. */
function isDictionary(value: JsonObject): boolean {
  const children = Object.values(value);
  if (children.length < 2) return false;
  const objects = children.filter(isObject);
  if (objects.length >= children.length * 0.9) return keyOverlap(value) >= 0.5;
  const lists = children.filter((child) => Array.isArray(child) && child.length > 0 && isObject(child[0]));
  if (lists.length < children.length * 0.9) return false;
  const shapes = new Set(
    lists.map((list) =>
      Object.keys((list as JsonObject[])[0]!)
        .toSorted()
        .join("\0"),
    ),
  );
  return shapes.size <= Math.max(1, lists.length / 10);
}

/** Mean share of an entry's keys that some other entry has too. */
function keyOverlap(value: JsonObject): number {
  const seen = new Map<string, number>();
  const entries = Object.values(value).filter(isObject);
  for (const entry of entries) for (const key of Object.keys(entry)) seen.set(key, (seen.get(key) ?? 0) + 1);
  const filled = entries.map((entry) => Object.keys(entry)).filter((keys) => keys.length > 0);
  if (filled.length < 2) return 0;
  const shares = filled.map((keys) => keys.filter((key) => seen.get(key)! > 1).length / keys.length);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
