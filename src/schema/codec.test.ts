import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fromDisk, toDisk } from "./codec.ts";
import { onDisk } from "./disk-key.ts";
import { parseJson, placeInJson } from "./parse-json.ts";

const interval = z.strictObject({ low: z.number(), high: z.number(), levelUsed: z.number() });
const leaf: z.ZodType<{ nodeName: string; childNodes: unknown[] }> = z.strictObject({
  nodeName: z.string(),
  get childNodes() {
    return z.array(leaf);
  },
});
const row = z.strictObject({
  metricId: z.string(),
  samplesUsed: z.number().int(),
  confidence: interval.nullable(),
  costUsd: z.number().optional(),
  energyRank90: onDisk("energy_rank_90", z.number().optional()),
  freeForm: z.record(z.string(), z.json()).optional(),
  byName: z.record(z.string(), interval).optional(),
  pair: z.tuple([interval, z.string()]).optional(),
  runner: z
    .discriminatedUnion("runnerKind", [
      z.strictObject({ runnerKind: z.literal("command"), argvUsed: z.array(z.string()) }),
      z.strictObject({ runnerKind: z.literal("http"), baseUrl: z.string() }),
    ])
    .optional(),
  gathered: z
    .union([z.string(), z.strictObject({ whyAbsent: z.string() }), z.strictObject({ gitCommit: z.string() })])
    .optional(),
  tree: leaf.optional(),
  levelOf: z.enum(["higher", "lower"]).optional(),
});
const full: z.infer<typeof row> = {
  metricId: "m",
  samplesUsed: 3,
  confidence: { low: 0, high: 1, levelUsed: 0.95 },
  costUsd: 0.5,
  energyRank90: 7,
  freeForm: { camelKey: { innerKey: 1 }, snake_key: [{ deepKey: null }] },
  byName: { someName: { low: 1, high: 2, levelUsed: 0.9 } },
  pair: [{ low: 1, high: 2, levelUsed: 0.9 }, "x"],
  runner: { runnerKind: "http", baseUrl: "http://127.0.0.1" },
  gathered: { gitCommit: "abc" },
  tree: { nodeName: "a", childNodes: [{ nodeName: "b", childNodes: [] }] },
  levelOf: "lower",
};
const fullOnDisk = {
  metric_id: "m",
  samples_used: 3,
  confidence: { low: 0, high: 1, level_used: 0.95 },
  cost_usd: 0.5,
  energy_rank_90: 7,
  free_form: { camelKey: { innerKey: 1 }, snake_key: [{ deepKey: null }] },
  by_name: { someName: { low: 1, high: 2, level_used: 0.9 } },
  pair: [{ low: 1, high: 2, level_used: 0.9 }, "x"],
  runner: { runner_kind: "http", base_url: "http://127.0.0.1" },
  gathered: { git_commit: "abc" },
  tree: { node_name: "a", child_nodes: [{ node_name: "b", child_nodes: [] }] },
  level_of: "lower",
};

test("keys of objects are renamed at any depth, keys of free maps are not, and the way back is the same", () => {
  expect(toDisk(row, full)).toEqual(fullOnDisk);
  expect(fromDisk(row, fullOnDisk)).toEqual(full);
});

test("a free map keeps every key, even one that would set a prototype", () => {
  const schema = z.strictObject({ metaData: z.record(z.string(), z.unknown()), any: z.unknown() });
  const text = '{"meta_data":{"toString":1,"aB":{"c_d":2}},"any":{"__proto__":{"polluted":true}}}';
  const value = fromDisk(schema, JSON.parse(text));
  expect(JSON.stringify(toDisk(schema, value))).toBe(text);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("absent stays absent and undefined is not written", () => {
  const value = { ...full, costUsd: undefined } as unknown as z.infer<typeof row>;
  expect(Object.hasOwn(toDisk(row, value) as object, "cost_usd")).toBe(false);
});

describe("a fault is named with its path as spelled on disk", () => {
  test.each<[string, object, string, string, string | undefined]>([
    ["wrong type", { samples_used: "three" }, "samples_used", "expected a number, got text", undefined],
    ["fraction", { samples_used: 1.5 }, "samples_used", "expected a whole number, got 1.5", undefined],
    ["missing", { metric_id: undefined }, "metric_id", "a required key is missing", undefined],
    [
      "nested",
      { confidence: { low: 0, high: null, level_used: 1 } },
      "confidence.high",
      "expected a number, got null",
      undefined,
    ],
    [
      "in a map",
      { by_name: { "a b": { low: 0, high: 1, level_used: "x" } } },
      'by_name["a b"].level_used',
      "expected a number, got text",
      undefined,
    ],
    ["in a tuple", { pair: [{ low: 0, high: 1, level_used: 1 }, 3] }, "pair[1]", "expected text, got 3", undefined],
    [
      "outside a list",
      { level_of: "highr" },
      "level_of",
      'expected one of "higher", "lower", got "highr"',
      'Did you mean "higher"?',
    ],
    [
      "unknown variant",
      { runner: { runner_kind: "htp" } },
      "runner.runner_kind",
      'expected one of "command", "http", got "htp"',
      'Did you mean "http"?',
    ],
    [
      "in a variant",
      { runner: { runner_kind: "http", base_url: 4 } },
      "runner.base_url",
      "expected text, got 4",
      undefined,
    ],
    ["in a union", { gathered: { git_commit: 4 } }, "gathered.git_commit", "expected text, got 4", undefined],
    ["unknown key", { metric_di: "m" }, "metric_di", 'unknown key "metric_di"', 'Did you mean "metric_id"?'],
    ["TypeScript's spelling", { metricId: "m" }, "metricId", 'unknown key "metricId"', 'Did you mean "metric_id"?'],
    [
      "unknown key in depth",
      { tree: { node_name: "a", child_nodes: [{ node_name: "b", child_nodes: [], nam: 1 }] } },
      "tree.child_nodes[0].nam",
      'unknown key "nam"',
      "Known keys: node_name, child_nodes.",
    ],
    [
      "unknown key in a union",
      { gathered: { git_comit: "abc" } },
      "gathered.git_comit",
      'unknown key "git_comit"',
      'Did you mean "git_commit"?',
    ],
  ])("%s", (_name, change, path, message, hint) => {
    const read = () => fromDisk(row, { ...fullOnDisk, ...change }, { file: "x.json" });
    expect(read).toThrow(expect.objectContaining({ exitCode: 2, place: { file: "x.json", path } }));
    expect(read).toThrow(message);
    if (hint !== undefined) expect(read).toThrow(expect.objectContaining({ hint }));
  });
});

test("an unknown key alone is an UnknownKeyError that carries the key and what is known", () => {
  expect(() => fromDisk(interval, { low: 0, high: 1, level_used: 1, levle: 2 })).toThrow(
    expect.objectContaining({ code: "unknown-key", key: "levle", known: ["low", "high", "level_used"] }),
  );
});

test("all faults of a document come in one error, unknown keys first, each with its line", () => {
  const text = '{\n  "low": "0",\n  "hihg": 1,\n  "level_used": 1\n}';
  const place = placeInJson("ci.json", text);
  expect(() => fromDisk(interval, parseJson(text, place), place)).toThrow(
    expect.objectContaining({
      code: "invalid-document",
      message: 'unknown key "hihg" (and 2 more: low: expected a number, got text; high: a required key is missing)',
      hint: 'Did you mean "high"?',
      place: { file: "ci.json", line: 3, column: 3, path: "hihg" },
      faults: [
        expect.objectContaining({ place: { file: "ci.json", line: 3, column: 3, path: "hihg" } }),
        expect.objectContaining({ place: { file: "ci.json", line: 2, column: 3, path: "low" } }),
        expect.objectContaining({ place: { file: "ci.json", line: 1, column: 1, path: "high" } }),
      ],
    }),
  );
});

test("the path of a place is put before the path found", () => {
  expect(() => fromDisk(interval, { low: 0 }, { file: "a.json", line: 7, path: "items[3]" })).toThrow(
    expect.objectContaining({ place: { file: "a.json", line: 7, path: "items[3].high" } }),
  );
});

test("a lenient object ignores what it does not know", () => {
  const lenient = z.object({ modelName: z.string() });
  expect(fromDisk(lenient, { model_name: "x", modelName: "y", other: 1 })).toEqual({ modelName: "x" });
});

test("a loose object keeps what it does not know, under the key it came with", () => {
  const loose = z.looseObject({ modelName: z.string() });
  expect(fromDisk(loose, { model_name: "x", otherKey: { a_b: 1 } })).toEqual({ modelName: "x", otherKey: { a_b: 1 } });
});

test("writing a value with a key that the schema lacks is refused, because it would be lost", () => {
  const value = { low: 0, high: 1, levelUsed: 1, note: "x" } as z.infer<typeof interval>;
  expect(() => toDisk(z.strictObject({ rows: z.array(interval) }), { rows: [value] })).toThrow(
    expect.objectContaining({ code: "unknown-key", place: { path: "rows[0].note" } }),
  );
});

test("two fields with one key on disk are a mistake of ours, found at once", () => {
  expect(() => toDisk(z.object({ aB: z.number(), a_b: z.number() }), { aB: 1, a_b: 2 })).toThrow(/two fields/);
});

test("nesting without end is a fault of the document", () => {
  const deep = JSON.parse(`${'{"node_name":"a","child_nodes":['.repeat(20_000)}${"]}".repeat(20_000)}`);
  expect(() => fromDisk(leaf, deep)).toThrow(/nested too deeply/);
});

test("defaults are filled in, whether or not the key has another spelling on disk", () => {
  const schema = z.strictObject({ perToken: z.number().default(1e6) });
  expect(fromDisk(schema, {})).toEqual({ perToken: 1e6 });
});

test("whatever is thrown at it, the door answers with a value or with an error of ours", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        fromDisk(row, value);
      } catch (error) {
        expect(error).toMatchObject({ exitCode: 2 });
      }
    }),
  );
});
