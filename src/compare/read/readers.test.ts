import { describe, expect, test } from "vitest";
import { findDuplicate } from "../find-duplicate.ts";
import { isLiteral, jsonMetrics, literalMetrics } from "./json-side.ts";
import { parseCsv } from "./parse-csv.ts";
import { tableMetrics } from "./table-side.ts";

const table = (text: string, keys = {}) => tableMetrics(parseCsv(text, "a.csv"), "a.csv", keys);
const values = (text: string, metric: string) =>
  table(text)
    .metrics.get(metric)!
    .observations.map(({ value }) => value);

describe("comma-separated text", () => {
  test.each([
    ["a,b\n1,2\n", [{ a: "1", b: "2" }]],
    ["\ufeffa,b\r\n1,2\r\n", [{ a: "1", b: "2" }]],
    ['a,b\n"x, ""y""\nz",2', [{ a: 'x, "y"\nz', b: "2" }]],
    [
      "a,b\n1,\n\n,2\n",
      [
        { a: "1", b: "" },
        { a: "", b: "2" },
      ],
    ],
  ])("%j", (text, cells) => {
    expect(parseCsv(text, "f").map((row) => row.cells)).toEqual(cells);
  });

  test("rows know their line, also behind a line end in quotes", () => {
    expect(parseCsv('a\n"1\n2"\n3\n', "f").map(({ line }) => line)).toEqual([2, 4]);
  });

  test.each([
    ["", "header line was expected"],
    ["a;b\n1;2\n", 'one cell with ";" in it'],
    ["a,a\n1,2\n", 'two columns are called "a"'],
    ["a,b\n1\n", "this row has 1 cells, and the header has 2"],
    ['a\n"1\n', "never closed"],
  ])("%j is refused", (text, words) => {
    expect(() => parseCsv(text, "f")).toThrow(words);
  });
});

describe("a table", () => {
  test("has a metric a column, and true, false and nothing are 1, 0 and unknown", () => {
    expect(values("item_id,m\n1,true\n2,FALSE\n3,\n4,NA\n5,0.5\n", "m")).toEqual([1, 0, null, null, 0.5]);
  });

  test("may be long: metric_id and value", () => {
    const { metrics } = table("item_id,metric_id,value\n1,x,1\n1,y,2\n2,x,3\n");
    expect([...metrics.keys()]).toEqual(["x", "y"]);
    expect(metrics.get("x")!.observations).toHaveLength(2);
  });

  test("may give one value a metric with its doubt", () => {
    const { metrics } = table("metric_id,value,se,n\nacc,0.8,0.02,\nwin,0.5,,60\n");
    expect(metrics.get("acc")!.summary).toEqual({ value: 0.8, se: 0.02, ci: null, n: null });
    expect(metrics.get("win")!.summary).toMatchObject({ n: 60, se: null });
  });

  test("columns of words are no metric, and are named", () => {
    expect(table("item_id,m,answer\n1,1,yes\n").ignored).toEqual(["answer"]);
  });

  test.each([
    ["item_id,m\n1,0.5\n2,0.8x\n", "is not a number"],
    ["item_id,m\n,0.5\n", "neither an item id nor a seed"],
    ["m\n1\n2\n", "nothing says what a row is"],
    ["item_id,answer\n1,yes\n", "is not a number"],
    ["item_id,m\n", "no rows"],
    ["item_id,m,dataset_hash\n1,1,a\n2,1,b\n", "dataset_hash changes"],
  ])("%j is refused", (text, words) => {
    expect(() => table(text)).toThrow(words);
  });

  test("a column that is not there is told with those that are", () => {
    expect(() => table("id,m\n1,2\n", { item: "item" })).toThrow('no column "item" (--item)');
  });
});

describe("JSON and lists", () => {
  const file = { seeds: [1, 2], reset: [0.5, null], other: [1, 2], words: ["a"] };

  test("an array is a side, with the seeds beside it", () => {
    const observations = jsonMetrics(file, "reset", "f.json").get("value")!.observations;
    expect(observations.map(({ seed, value }) => [seed, value])).toEqual([
      ["1", 0.5],
      ["2", null],
    ]);
  });

  test.each([
    [file, null, "several sides"],
    [file, "rest", 'no side "rest"'],
    [file, "words", "this is not a number"],
    [{ a: [] }, "a", '"a" is empty'],
    [[1], "x", "an object of number arrays"],
    [{ seeds: [1], a: [1, 2] }, "a", "2 values and 1 seeds"],
  ])("%j with key %s is refused", (value, key, words) => {
    expect(() => jsonMetrics(value, key, "f.json")).toThrow(words);
  });

  test("a list typed as it is has one run a number", () => {
    expect(
      literalMetrics("0.81, 0.79")
        .get("value")!
        .observations.map(({ value }) => value),
    ).toEqual([0.81, 0.79]);
    expect(["0.8", "1,-2,.3e4", "a,1", "runs/a", "", "1,,2"].map(isLiteral)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

test("an item that is there twice is named with both lines", () => {
  const { metrics } = table("item_id,repeat,m\nx,0,1\nx,1,1\ny,0,1\nx,1,0\n");
  const error = findDuplicate("m", metrics.get("m")!.observations, "a.csv");
  expect(error!.message).toBe('item "x", repeat 1 of m is there twice: lines 3 and 5');
  const list = literalMetrics("1,1");
  expect(findDuplicate("m", list.get("value")!.observations, "list")).toBeNull();
});
