import { expect, test } from "vitest";
import { textTable } from "./text-table.ts";

const columns = [{ title: "model" }, { title: "n", right: true }];

test("numbers stand to the right and text to the left", () => {
  expect(
    textTable(
      columns,
      [
        ["a", "5"],
        ["bcd", "1234"],
      ],
      80,
    ),
  ).toBe("model     n\na         5\nbcd    1234");
});

test("a table too wide shortens text and never a number", () => {
  const table = textTable(columns, [["a-very-long-model-name-indeed", "123456789"]], 30);
  expect(table).toContain("123456789");
  expect(table).toContain("…");
  expect(Math.max(...table.split("\n").map((line) => line.length))).toBeLessThanOrEqual(30);
});

test("line feeds and control characters in a cell do not break the table", () => {
  expect(textTable(columns, [["a\nb\u001b[31m", "1"]], 80).split("\n")).toHaveLength(2);
});
