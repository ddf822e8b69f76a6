/// <reference lib="esnext.array" />
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDatabase, quoted } from "../../store/index/duckdb.ts";
import { buildGrid, type GridOptions } from "./build-grid.ts";
import { loadSuite } from "./load-suite.ts";
import { suiteFolder } from "./test-suite-folder.ts";

const head = "schema: assay/suite@1\nid: c\nversion: 1\nkind: cases\n";

async function gridOf(dataset: string, files: Record<string, string>, options: GridOptions = {}, more = "") {
  const folder = suiteFolder(`${head}dataset: { ${dataset} }\n${more}`, files);
  return buildGrid(await loadSuite(folder, { cwd: "." }), options);
}
const rowsOf = async (...args: Parameters<typeof gridOf>) => Array.fromAsync((await gridOf(...args)).rows());
const inputs = async (...args: Parameters<typeof gridOf>) =>
  (await rowsOf(...args)).map(({ messages }) => messages.at(-1)!.content);

const jsonl = '{"q":"one","a":1,"t":"x"}\n\n{"q":"two","a":[2],"t":"y","more":null}\n{"q":"three","a":3,"t":"x"}';

describe("a suite of cases", () => {
  test("the bundled smoke suite has 12", async () => {
    const { shape } = await buildGrid(await loadSuite("smoke", { cwd: "." }));
    expect(shape).toMatchObject({ prompts: 12, triplets: null, views: [] });
  });

  test("makes one prompt a row, with answer, cluster, row number and the other columns", async () => {
    const grid = await gridOf("path: d.jsonl, input: q, expected: a, cluster: t", { "d.jsonl": jsonl });
    const rows = await Array.fromAsync(grid.rows());
    expect(grid.shape.dataset).toEqual({
      path: "d.jsonl",
      sha256: createHash("sha256").update(jsonl).digest("hex"),
      rows: 3,
    });
    expect(rows).toMatchObject([
      { promptId: "0", clusterId: "x", expected: 1, metadata: { case_id: "1", row: 1 }, tripletId: null, factors: {} },
      { promptId: "1", clusterId: "y", expected: [2], metadata: { case_id: "2", row: 2, more: null } },
      { promptId: "2", clusterId: "x", expected: 3, metadata: { case_id: "3", row: 3 } },
    ]);
    expect(await Array.fromAsync(grid.rows())).toEqual(rows);
  });

  test("fills its templates from any column", async () => {
    const more = 'messages: [{ role: user, content: "{{t}}: {{input}}{{#more}} ({{more}}){{/more}}" }]';
    const files = { "d.jsonl": '{"q":"one","t":"x","more":"m"}\n{"q":{"k":1},"t":"y"}' };
    expect(await inputs("path: d.jsonl, input: q", files, {}, more)).toEqual(["x: one (m)", 'y: {"k":1}']);
  });

  test.each<[string, string, GridOptions, string[]]>([
    ["limit of the data set", "path: d.jsonl, input: q, limit: 2", {}, ["one", "two"]],
    ["filter", "path: d.jsonl, input: q, filter: { t: x }", {}, ["one", "three"]],
    ["filter of several", "path: d.jsonl, input: q, filter: { a: [1, 3] }", {}, ["one", "three"]],
    ["filter, then limit", "path: d.jsonl, input: q, filter: { t: x }, limit: 1", {}, ["one"]],
    ["--limit", "path: d.jsonl, input: q", { limit: 1 }, ["one"]],
    ["--sample of all", "path: d.jsonl, input: q", { sample: 3 }, ["one", "two", "three"]],
  ])("%s", async (_, dataset, options, expected) => {
    expect(await inputs(dataset, { "d.jsonl": jsonl }, options)).toEqual(expected);
  });

  test("every sample of a size is about equally likely", async () => {
    const counts = new Map<string, number>();
    const folder = suiteFolder(`${head}dataset: { path: d.jsonl, input: q }\n`, { "d.jsonl": jsonl });
    const loaded = await loadSuite(folder, { cwd: "." });
    for (let sampleSeed = 0; sampleSeed < 300; sampleSeed++) {
      const rows = await Array.fromAsync((await buildGrid(loaded, { sample: 2, sampleSeed })).rows());
      const key = rows.map(({ promptId }) => promptId).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["0,1", "0,2", "1,2"]);
    expect(Math.min(...counts.values())).toBeGreaterThan(70);
  });
});

test.each([
  ["plain", "q,a\none,1\ntwo,2\n", ["one", "two"]],
  ["no last line feed", "q,a\none,1", ["one"]],
  ["carriage returns", "q,a\r\none,1\r\n", ["one"]],
  ["a byte-order mark", "\uFEFFq,a\none,1\n", ["one"]],
  ["quotes, commas and line feeds", 'q,a\n"x, ""y""\nz",1\n', ['x, "y"\nz']],
  ["empty fields and blank lines", "q,a\n\n,1\n", [""]],
  ["a quoted header", '"q","a"\none,1\n', ["one"]],
])("CSV: %s", async (_, text, expected) => {
  expect(await inputs("path: d.csv, input: q", { "d.csv": text })).toEqual(expected);
});

describe("a broken data set is refused with file and place, before anything is built", () => {
  test.each<[string, string, string, string, object, RegExp, RegExp?]>([
    ["CSV without a column", "d.csv", "qq,a\n1,2\n", "input: q", { line: 1 }, /column "q" is missing/, /"qq"/],
    ["CSV with a short row", "d.csv", "q,a\n1\n", "input: q", { line: 2 }, /1 fields, the header has 2/],
    ["CSV with a column twice", "d.csv", "q,q\n1,2\n", "input: q", { line: 1 }, /"q" occurs twice/],
    ["CSV with a stray quote", "d.csv", 'q,a\nx,5"6"\n', "input: q", { line: 2, column: 3 }, /quote/],
    ["CSV with an open quote", "d.csv", 'q,a\nx,"5\n6\n', "input: q", { line: 2, column: 3 }, /never closed/],
    ["an empty CSV", "d.csv", "", "input: q", { line: 1 }, /empty/],
    ["JSON cut short", "d.jsonl", '{"q":"a"}\n{"q":', "input: q", { line: 2, column: 6 }, /not valid JSON/],
    ["JSON that is no object", "d.jsonl", '{"q":"a"}\n["q"]', "input: q", { line: 2 }, /JSON object/],
    ["JSON without a column", "d.jsonl", '{"q":"a"}\n{"Q":"b"}', "input: q", { line: 2 }, /"q" is missing/, /"Q"/],
    [
      "an id twice",
      "d.jsonl",
      '{"q":"a","i":1}\n{"q":"b","i":1}',
      "input: q, id: i",
      { line: 2, path: "i" },
      /id "1" occurs twice/,
    ],
    [
      "an id twice beyond the limit",
      "d.jsonl",
      '{"q":"a","i":1}\n{"q":"b","i":2}\n{"q":"b","i":2}',
      "input: q, id: i, limit: 1",
      { line: 3 },
      /id "2" occurs twice/,
    ],
    ["another file", "d.jsonl", '{"q":"a"}', `input: q, sha256: "${"0".repeat(64)}"`, {}, /another sha256/],
    ["a missing expected column", "d.csv", "q,a\n1,2\n", "input: q, expected: b", { line: 1 }, /"b" is missing/],
    ["no Parquet", "d.parquet", "PAR1", "input: q", {}, /no Parquet file/, /cut short/],
    ["an unknown ending", "d.dat", "x", "input: q", { path: "dataset.format" }, /format of "d.dat"/, /format: jsonl/],
    ["no row that passes", "d.jsonl", '{"q":"a"}', "input: q, filter: { q: b }", {}, /no case is left/],
  ])("%s", async (_, name, text, dataset, place, message, hint = /./) => {
    const building = gridOf(`path: ${name}, ${dataset}`, { [name]: text });
    const error = await building.then(
      () => expect.unreachable("accepted"),
      (error) => error,
    );
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(message);
    expect(error.place).toMatchObject(place);
    if ("line" in place) expect(error.place.file).toMatch(new RegExp(`${name}$`));
    if (hint.source !== ".") expect(error.hint).toMatch(hint);
  });

  test("a file that is not there", async () => {
    await expect(gridOf("path: none.jsonl", {})).rejects.toThrow(expect.objectContaining({ code: "missing-file" }));
  });

  test("--where", async () => {
    const building = gridOf("path: d.jsonl, input: q", { "d.jsonl": jsonl }, { where: { t: "x" } });
    await expect(building).rejects.toThrow(expect.objectContaining({ hint: expect.stringMatching(/dataset\.filter/) }));
  });
});

describe("Parquet", () => {
  const write = async (sql: string) => {
    const folder = suiteFolder(`${head}dataset: { path: d.parquet, input: q, expected: a, id: i }\n`);
    const database = await openDatabase(":memory:");
    await database.connection.run(`COPY (${sql}) TO ${quoted(join(folder, "d.parquet"))} (FORMAT parquet)`);
    database.close();
    return folder;
  };

  test("rows come in order, with numbers, lists and nulls as they are", async () => {
    const folder = await write(
      "SELECT i, 'q' || i AS q, i * 2 AS a, [i, 2] AS l, NULL AS n FROM range(5000) t(i) ORDER BY i",
    );
    const grid = await buildGrid(await loadSuite(folder, { cwd: "." }));
    const rows = await Array.fromAsync(grid.rows());
    expect(grid.shape.dataset).toMatchObject({ rows: 5000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(rows[4321]).toMatchObject({
      promptId: "4321",
      messages: [{ content: "q4321" }],
      expected: 8642,
      metadata: { case_id: "4321", row: 4322, l: [4321, 2], n: null },
    });
  });

  test("a file cut in half, or without a column, is refused with its name", async () => {
    const folder = await write("SELECT i, 'q' || i AS q, i AS a FROM range(5000) t(i)");
    const file = join(folder, "d.parquet");
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length / 2));
    const loaded = await loadSuite(folder, { cwd: "." });
    const fault = { exitCode: 2, message: expect.stringMatching(/no Parquet file/), place: { file } };
    await expect(buildGrid(loaded)).rejects.toThrow(expect.objectContaining(fault));
    const other = await loadSuite(await write("SELECT 1 AS i, 'q' AS q, 2 AS b"), { cwd: "." });
    await expect(buildGrid(other)).rejects.toThrow(/column "a" is missing/);
  });
});

test("a TypeScript suite yields its own cases", async () => {
  const module = join(import.meta.dirname, "suite-module.ts");
  const folder = suiteFolder(
    `import { suite } from ${JSON.stringify(module)};
export default suite({ id: "ts", data: () => [{ input: "a", expected: "b" }, { id: "z", input: { x: 1 }, metadata: { k: 2 } }] });
`,
    {},
    "suite.ts",
  );
  const grid = await buildGrid(await loadSuite(folder, { cwd: "." }));
  expect(await Array.fromAsync(grid.rows())).toMatchObject([
    {
      promptId: "0",
      clusterId: "1",
      messages: [{ role: "user", content: "a" }],
      expected: "b",
      metadata: { case_id: "1" },
    },
    { promptId: "1", clusterId: "z", messages: [{ content: '{"x":1}' }], metadata: { case_id: "z", k: 2 } },
  ]);
});
