import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as linalg from "../linalg/index.ts";
import * as agreement from "./agreement/index.ts";
import * as main from "./index.ts";
import * as pairedComparisons from "./paired-comparisons/index.ts";
import * as sequential from "./sequential/index.ts";
import * as series from "./series/index.ts";

const stats = { ...main, ...agreement, ...pairedComparisons, ...sequential, ...series };

/** Every ```ts block of docs/statistics: statements, and expressions followed by `// → value`. */
const folder = join(import.meta.dirname, "../../docs/statistics");
const pages = readdirSync(folder).filter((name) => name.endsWith(".md"));

function examplesOf(page: string): { code: string; expected: string; before: string }[] {
  const text = readFileSync(join(folder, page), "utf8");
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].flatMap(([, block]) => {
    let before = "";
    return block!.split("\n").flatMap((line) => {
      const [, code, expected] = line.match(/^(.*?);? \/\/ → (.*)$/) ?? [];
      if (code === undefined) {
        before += `${line}\n`;
        return [];
      }
      return [{ code, expected: expected!, before }];
    });
  });
}

/** Numbers agree to the digits the page prints. */
function agrees(actual: unknown, expected: string): boolean {
  const wanted: unknown = JSON.parse(expected);
  if (Array.isArray(wanted)) {
    const parts = expected.slice(1, -1).split(", ");
    const list = Array.from(actual as ArrayLike<unknown>);
    return list.length === parts.length && parts.every((part, i) => agrees(list[i], part));
  }
  if (typeof wanted !== "number" || typeof actual !== "number") return actual === wanted;
  const digits = expected.split(".")[1]?.length ?? 0;
  return Math.abs(actual - wanted) <= 0.5000001 * 10 ** -digits;
}

test("every function that can be imported is on a page", () => {
  const words = new Set(pages.flatMap((page) => readFileSync(join(folder, page), "utf8").match(/\w+/g) ?? []));
  expect(Object.keys({ ...stats, ...linalg }).filter((name) => !words.has(name))).toEqual([]);
});

describe("the examples of the documentation", () => {
  test.each(pages)("of %s say what happens", (page) => {
    for (const { before, code, expected } of examplesOf(page)) {
      const names = Object.keys(stats).join(", ");
      const run = new Function("stats", `"use strict";\nconst { ${names} } = stats;\n${before}\nreturn (${code});`);
      const actual: unknown = run(stats);
      expect(agrees(actual, expected), `${code} is ${JSON.stringify(actual)}, the page says ${expected}`).toBe(true);
    }
  });
});
