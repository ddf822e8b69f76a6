import { z } from "zod";
import { diskKey } from "../../src/schema/disk-key.ts";
import type { RecordEntry } from "./record-table.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** JSON Schema (2020-12) of a record as it lies on disk: snake_case keys, formats instead of long patterns. */
export function diskJsonSchema({ title, about, schema }: RecordEntry): JsonSchema {
  const { $schema, ...body } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "object") renameProperties(jsonSchema, zodSchema._zod.def.shape);
      // The pattern behind a date would not survive other regular-expression dialects; its format says the same.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') delete jsonSchema.propertyNames;
      if (Math.abs(jsonSchema.minimum ?? 0) === Number.MAX_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return inlineJsonValues({ ...($schema === undefined ? {} : { $schema }), title, description: about, ...body });
}

function renameProperties(schema: JsonSchema, shape: z.core.$ZodShape): void {
  const rename = (key: string) => (shape[key] === undefined ? key : diskKey(key, shape[key]));
  const properties = Object.entries(schema.properties ?? {}).map(([key, part]) => [rename(key), part]);
  schema.properties = Object.fromEntries(properties);
  if (schema.required !== undefined) schema.required = schema.required.map(rename);
}

/** "Any JSON value" comes as a definition that refers to itself, once a use; an empty schema says the same. */
function inlineJsonValues(schema: JsonSchema): JsonSchema {
  const definitions = Object.entries(schema.$defs ?? {});
  const anyValue = new Set(definitions.filter(([, part]) => isAnyValue(part)).map(([name]) => `#/$defs/${name}`));
  const kept = definitions.filter(([name]) => !anyValue.has(`#/$defs/${name}`));
  const { $defs: _definitions, ...body } = schema;
  const whole = kept.length === 0 ? body : { ...body, $defs: Object.fromEntries(kept) };
  return JSON.parse(JSON.stringify(whole), (_key, value) => {
    if (typeof value?.$ref !== "string" || !anyValue.has(value.$ref)) return value;
    const { $ref: _ref, ...rest } = value;
    return rest;
  });
}

function isAnyValue({ anyOf = [], ...rest }: JsonSchema): boolean {
  const types = anyOf.map((part) => (part as JsonSchema).type);
  return Object.keys(rest).length === 0 && types.join() === "string,number,boolean,null,array,object";
}
