import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { brokenLayers, rooms } from "./layers.ts";
import { importsOf, readImports } from "./read-imports.ts";

const root = new URL("..", import.meta.url).pathname;

test("the imports of src keep to the room table, without circles", () => {
  expect(brokenLayers(readImports(root))).toEqual([]);
});

test("every folder of src is a room of the table", () => {
  const folders = readdirSync(`${root}/src`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((entry) => entry.name).filter((name) => name !== "cli" && !(name in rooms))).toEqual([]);
});

test.each([
  ["stats reading a file", "src/stats/mean.ts", 'import { readFileSync } from "node:fs";'],
  ["score calling run", "src/score/exact.ts", 'import { schedule } from "../run/schedule/scheduler.ts";'],
  ["run using a provider, not its interface", "src/run/a.ts", 'import { x } from "../providers/registry.ts";'],
  ["one study importing another", "src/studies/matrix/a.ts", 'import type { B } from "../training/b.ts";'],
  ["a room importing the command line", "src/store/a.ts", 'const { main } = await import("../cli/main.ts");'],
  ["a room importing the front door", "src/store/a.ts", 'export * from "../index.ts";'],
])("%s is caught", (_, path, line) => {
  expect(brokenLayers(importsOf(path, line))).toHaveLength(1);
});

test("a circle is caught and shown", () => {
  const edges = [
    ...importsOf("src/store/a.ts", 'import "./b.ts";'),
    ...importsOf("src/store/b.ts", 'import {\n  a,\n} from "./a.ts";'),
  ];
  expect(brokenLayers(edges)).toEqual(["circle: src/store/a.ts → src/store/b.ts → src/store/a.ts"]);
});
