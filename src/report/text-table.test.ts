import { describe, expect, test } from "vitest";
import { textTable } from "./text-table.ts";

const table = {
  columns: [
    { label: "model", align: "left" },
    { label: "S", align: "right" },
    { label: "95 % interval", align: "right" },
    { label: "verdict", align: "left" },
  ],
  rows: [
    ["nvidia/nemotron-nano-9b-v2:free", "−0.099", "[−0.207, 0.013]", "inconclusive"],
    ["openai/gpt-oss-20b:free", "+0.025", "[−0.112, 0.165]", "inconclusive, about 550 more triplets"],
  ],
} as const;

describe("textTable", () => {
  test("stands on one line a row where there is room", () => {
    expect(textTable(table, 120).split("\n").slice(0, 2)).toEqual([
      "model                                 S    95 % interval  verdict",
      "nvidia/nemotron-nano-9b-v2:free  −0.099  [−0.207, 0.013]  inconclusive",
    ]);
  });

  test("wraps words and never numbers where there is little", () => {
    expect(textTable(table, 70)).toMatchInlineSnapshot(`
      "model                                S    95 % interval  verdict
      nvidia/nemotron-nano-9b-v2:     −0.099  [−0.207, 0.013]  inconclusive
      free
      openai/gpt-oss-20b:free         +0.025  [−0.112, 0.165]  inconclusive,
                                                               about 550
                                                               more triplets
      "
    `);
  });

  test.each([120, 100, 80, 60, 50, 40, 30, 24])("fits %d characters with every number whole", (width) => {
    const text = textTable(table, width);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    for (const number of ["−0.099", "[−0.207, 0.013]", "+0.025", "[−0.112, 0.165]"]) expect(text).toContain(number);
  });

  test("keeps control characters off the terminal", () => {
    const text = textTable({ columns: [{ label: "model", align: "left" }], rows: [["\u001b[31mred\u0007\nnext"]] }, 40);
    expect(text).toBe("model\n[31mred next\n");
  });

  test("is a heading alone when there are no rows", () => {
    expect(textTable({ ...table, rows: [] }, 80)).toBe("model  S  95 % interval  verdict\n");
  });
});
