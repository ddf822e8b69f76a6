import type { z } from "zod";
import { diskKey } from "./disk-key.ts";
import type { JsonPath } from "./json-path.ts";

/** Any schema of ours, with its definition narrowed by `type`. */
export type KnownSchema = z.core.$ZodTypes;

export function asKnown(schema: z.core.$ZodType): KnownSchema {
  return schema as KnownSchema;
}

/** The schemas directly below this one. */
export function childSchemas(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const def = asKnown(schema)._zod.def;
  switch (def.type) {
    case "object":
      return [...Object.values(def.shape), ...(def.catchall === undefined ? [] : [def.catchall])];
    case "array":
      return [def.element];
    case "tuple":
      return def.rest === null ? def.items : [...def.items, def.rest];
    case "record":
      return [def.valueType];
    case "union":
      return def.options;
    case "intersection":
      return [def.left, def.right];
    case "lazy":
      return [def.getter()];
    case "pipe":
      return [def.in];
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return [def.innerType];
    default:
      return [];
  }
}

/** A path in TypeScript's spelling → the same path in the spelling on disk. */
export function diskPath(schema: z.core.$ZodType, path: JsonPath): JsonPath {
  const [first, ...rest] = path;
  if (first === undefined) return [];
  for (const candidate of containers(schema, new Set())) {
    const def = asKnown(candidate)._zod.def;
    if (def.type === "object" && typeof first === "string" && def.shape[first] !== undefined) {
      return [diskKey(first, def.shape[first]), ...diskPath(def.shape[first], rest)];
    }
    if (def.type === "record") return [first, ...diskPath(def.valueType, rest)];
    if (def.type === "array") return [first, ...diskPath(def.element, rest)];
    if (def.type === "tuple" && typeof first === "number") {
      const item = def.items[first] ?? def.rest;
      return [first, ...(item ? diskPath(item, rest) : rest)];
    }
  }
  return path;
}

/** The objects, records, arrays and tuples that a value of this schema may be, wrappers and unions taken off. */
function containers(schema: z.core.$ZodType, seen: Set<z.core.$ZodType>): z.core.$ZodType[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const type = asKnown(schema)._zod.def.type;
  if (type === "object" || type === "record" || type === "array" || type === "tuple") return [schema];
  return childSchemas(schema).flatMap((child) => containers(child, seen));
}
