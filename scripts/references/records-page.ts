import { diskJsonSchema, type JsonSchema } from "./json-schema.ts";
import type { RecordEntry } from "./record-table.ts";

/** The reference page of all records: a table of fields, types and documentation each. */
export function recordsPage(records: readonly RecordEntry[]): string {
  const contents = records.map(({ name, title, about }) => `- [${title}](#${name}): ${about}`);
  const sections = records.map((record) => section(record));
  return `# Records

Generated from the schemas in \`src/schema\` by \`npm run generate\`; do not edit. Every record is shown as it lies on disk.
A JSON Schema of each is in [schemas](schemas). Fields marked * are required; \`[]\` is an entry of a list, \`{}\` a value of
a free map.

${contents.join("\n")}

${sections.join("\n")}`;
}

function section(record: RecordEntry): string {
  const { name, title, about } = record;
  const schema = diskJsonSchema(record);
  const rows = fieldRows(schema, "", schema).map(({ path, type, about }) => `| ${path} | ${type} | ${about} |`);
  return `<a id="${name}"></a>

## ${title}

${about} JSON Schema: [${name}.schema.json](schemas/${name}.schema.json).

| field | type | meaning |
|---|---|---|
${rows.join("\n")}
`;
}

interface FieldRow {
  path: string;
  type: string;
  about: string;
}

function fieldRows(schema: JsonSchema, prefix: string, root: JsonSchema): FieldRow[] {
  const required = new Set(schema.required ?? []);
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, part]) => {
      const field = part as JsonSchema;
      const path = `${prefix}${key}`;
      const own = {
        path: code(path + (required.has(key) ? "*" : "")),
        type: typeName(field, root),
        about: cell(field.description ?? ""),
      };
      return [own, ...below(field, path, root)];
    }),
    ...variants(schema, root).flatMap((variant) => fieldRows(variant, prefix, root)),
  ];
}

/** Rows of the objects inside a field, whether it holds one, a list or a map of them. */
function below(field: JsonSchema, path: string, root: JsonSchema): FieldRow[] {
  return alternatives(resolve(field, root)).flatMap((option) => {
    const inner = resolve(option as JsonSchema, root);
    if (inner.properties !== undefined) return fieldRows(inner, `${path}.`, root);
    if (isSchema(inner.items)) return below(inner.items, `${path}[]`, root);
    if (isSchema(inner.additionalProperties)) return below(inner.additionalProperties, `${path}{}`, root);
    return [];
  });
}

/** Alternatives of a record that is itself one of several shapes. */
function variants(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  return schema.properties === undefined
    ? alternatives(schema)
        .filter((part) => part !== schema)
        .map((part) => resolve(part, root))
    : [];
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const options = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  return options === undefined ? [schema] : options.flatMap(alternatives);
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace("#/$defs/", "");
  return (root.$defs?.[name] as JsonSchema | undefined) ?? {};
}

function typeName(schema: JsonSchema, root: JsonSchema): string {
  const names = alternatives(resolve(schema, root)).map((option) => plainTypeName(resolve(option, root), root));
  return [...new Set(names)].join(" or ");
}

function plainTypeName(schema: JsonSchema, root: JsonSchema): string {
  if (schema.const !== undefined) return code(String(JSON.stringify(schema.const)));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(" ");
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  if (schema.type === "array") return isSchema(schema.items) ? `list of ${typeName(schema.items, root)}` : "list";
  if (schema.type === "object") {
    return isSchema(schema.additionalProperties) && schema.properties === undefined
      ? `map of ${typeName(schema.additionalProperties, root)}`
      : "object";
  }
  if (schema.type === "string") return schema.format ?? "string";
  return schema.type ?? "any value";
}

function isSchema(part: unknown): part is JsonSchema {
  return typeof part === "object" && part !== null && !Array.isArray(part);
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
