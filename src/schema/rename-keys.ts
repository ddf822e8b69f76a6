import type { z } from "zod";
import { nearestName } from "../errors/nearest-name.ts";
import { diskKey } from "./disk-key.ts";
import type { JsonPath } from "./json-path.ts";
import { asKnown, childSchemas, type KnownSchema } from "./schema-tree.ts";

export type Direction = "fromDisk" | "toDisk";

/** A key that the schema at `path` does not have. `path` is in the spelling of the value that was walked. */
export interface UnknownKey {
  path: JsonPath;
  key: string;
  known: readonly string[];
}

/**
 * Renames the keys of every z.object in `value`, at any depth, between their spelling on disk and in TypeScript.
 * Records and json values keep their keys: those are data. Keys a strict schema does not know are collected and left
 * out; nothing else is checked here.
 */
export function renameKeys(schema: z.core.$ZodType, value: unknown, direction: Direction, unknown: UnknownKey[]) {
  const walk = walkerOf(schema, direction);
  return walk === null ? value : walk(value, { path: [], unknown });
}

interface Walk {
  path: (string | number)[];
  unknown: UnknownKey[];
}
type Walker = (value: unknown, walk: Walk) => unknown;

const cache = {
  fromDisk: new WeakMap<z.core.$ZodType, Walker | null>(),
  toDisk: new WeakMap<z.core.$ZodType, Walker | null>(),
};

/** null: nothing below this schema has keys of ours, so the value is handed on as it is. */
function walkerOf(schema: z.core.$ZodType, direction: Direction): Walker | null {
  const known = cache[direction].get(schema);
  if (known !== undefined) return known;
  if (!holdsObjects(schema, new Set())) {
    cache[direction].set(schema, null);
    return null;
  }
  // A schema that contains itself meets this stand-in while it is being built.
  let built: Walker = () => {
    throw new Error("schema walked while being built");
  };
  cache[direction].set(schema, (value, walk) => built(value, walk));
  built = buildWalker(asKnown(schema), direction);
  cache[direction].set(schema, built);
  return built;
}

function holdsObjects(schema: z.core.$ZodType, seen: Set<z.core.$ZodType>): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  return asKnown(schema)._zod.def.type === "object" || childSchemas(schema).some((child) => holdsObjects(child, seen));
}

function buildWalker(schema: KnownSchema, direction: Direction): Walker {
  const def = schema._zod.def;
  switch (def.type) {
    case "object":
      return objectWalker(def, direction);
    case "array":
      return arrayWalker(() => walkerOf(def.element, direction));
    case "tuple": {
      const items = def.items.map((item) => walkerOf(item, direction));
      const rest = def.rest === null ? null : walkerOf(def.rest, direction);
      return arrayWalker((index) => items[index] ?? rest);
    }
    case "record":
      return recordWalker(walkerOf(def.valueType, direction));
    case "union":
      return isDiscriminated(def) ? variantWalker(def, direction) : unionWalker(def.options, direction);
    case "intersection":
      throw new Error("intersections have no one list of keys; extend the object schema instead");
    default: {
      const [inner] = childSchemas(schema);
      return (inner && walkerOf(inner, direction)) ?? ((value) => value);
    }
  }
}

function isDiscriminated(def: z.core.$ZodUnionDef): def is z.core.$ZodDiscriminatedUnionDef {
  return "discriminator" in def;
}

function objectWalker(def: z.core.$ZodObjectDef, direction: Direction): Walker {
  const fields = new Map<string, { name: string; walker: Walker | null }>();
  const names = new Set<string>();
  const keys = new Set<string>();
  for (const [name, schema] of Object.entries(def.shape)) {
    const key = diskKey(name, schema);
    const [from, to] = direction === "fromDisk" ? [key, name] : [name, key];
    const size = keys.add(key).size;
    fields.set(from, { name: to, walker: walkerOf(schema, direction) });
    if (size < fields.size) throw new Error(`two fields are stored as "${key}"`);
    names.add(to);
  }
  const known = [...fields.keys()];
  const others = def.catchall?._zod.def.type ?? "strip";
  const otherWalker = def.catchall === undefined ? null : walkerOf(def.catchall, direction);

  return (value, walk) => {
    if (!isObject(value)) return value;
    const renamed: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const field = fields.get(key);
      if (field === undefined) {
        // A lenient object ignores what it does not know, but never takes another spelling for a field of its own.
        if (others === "never" || (others !== "strip" && names.has(key))) {
          walk.unknown.push({ path: [...walk.path], key, known });
        } else if (others !== "strip") put(renamed, key, step(otherWalker, value[key], key, walk));
      } else if (value[key] !== undefined) renamed[field.name] = step(field.walker, value[key], key, walk);
    }
    return renamed;
  };
}

function arrayWalker(walkerAt: (index: number) => Walker | null): Walker {
  return (value, walk) =>
    Array.isArray(value) ? value.map((item, index) => step(walkerAt(index), item, index, walk)) : value;
}

function recordWalker(walker: Walker | null): Walker {
  return (value, walk) => {
    if (!isObject(value)) return value;
    const walked: Record<string, unknown> = {};
    for (const key of Object.keys(value)) put(walked, key, step(walker, value[key], key, walk));
    return walked;
  };
}

/** One option by the value of its discriminator; of an unknown one only that value is left, for the schema to name. */
function variantWalker(def: z.core.$ZodDiscriminatedUnionDef, direction: Direction): Walker {
  const walkers = new Map<unknown, Walker | null>();
  let key = def.discriminator;
  for (const option of def.options) {
    const field = optionField(option, def.discriminator);
    if (direction === "fromDisk" && field !== undefined) key = diskKey(def.discriminator, field);
    for (const variant of option._zod.propValues?.[def.discriminator] ?? []) {
      walkers.set(variant, walkerOf(option, direction));
    }
  }
  return (value, walk) => {
    if (!isObject(value)) return value;
    const walker = walkers.get(value[key]);
    if (walker === undefined) return key in value ? { [def.discriminator]: value[key] } : {};
    return walker === null ? value : walker(value, walk);
  };
}

function optionField(option: z.core.$ZodType, name: string): z.core.$ZodType | undefined {
  const def = asKnown(option)._zod.def;
  return def.type === "object" ? def.shape[name] : undefined;
}

/** Without a discriminator each option is tried; the first that fits wins, else the one with the fewest faults. */
function unionWalker(options: readonly z.core.$ZodType[], direction: Direction): Walker {
  const tries = options.map((option) => ({ option, walker: walkerOf(option, direction) }));
  return (value, walk) => {
    if (typeof value !== "object" || value === null) return value;
    let best: { value: unknown; unknown: UnknownKey[]; faults: number } | undefined;
    for (const { option, walker } of tries) {
      const unknown: UnknownKey[] = [];
      const walked = step(walker, value, null, { path: walk.path, unknown });
      const result = (option as z.ZodType).safeParse(direction === "fromDisk" ? walked : value);
      const faults = countUnknown(unknown) + countFaults(result.error?.issues ?? []);
      if (best === undefined || faults < best.faults) best = { value: walked, unknown, faults };
      if (faults === 0) break;
    }
    walk.unknown.push(...(best?.unknown ?? []));
    return best === undefined ? value : best.value;
  };
}

/** A slip of the pen is nearer than a key of another option. */
function countUnknown(unknown: readonly UnknownKey[]): number {
  return unknown.length + unknown.filter(({ key, known }) => nearestName(key, known) === null).length / 2;
}

/** Text where an object stands is further off than any number of faults inside an object. */
function countFaults(issues: readonly z.core.$ZodIssue[]): number {
  return issues.some((issue) => issue.path.length === 0) ? Number.MAX_SAFE_INTEGER : issues.length;
}

function step(walker: Walker | null, value: unknown, key: string | number | null, walk: Walk): unknown {
  if (walker === null) return value;
  if (key === null) return walker(value, walk);
  walk.path.push(key);
  const walked = walker(value, walk);
  walk.path.pop();
  return walked;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Plain assignment, except for the one key that would set the prototype instead. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
