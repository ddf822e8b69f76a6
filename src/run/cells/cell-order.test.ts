import { expect, test } from "vitest";
import { cellOrder } from "./cell-order.ts";

const blocks = Uint32Array.from([0, 3, 6, 9, 12, 15, 18]);

test("every row comes once, and the rows of a block stay together and in order", () => {
  const rows = [...cellOrder(blocks, 0, 7)];
  expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, i) => i));
  for (let i = 0; i < 18; i += 3) expect(rows.slice(i, i + 3)).toEqual([rows[i], rows[i]! + 1, rows[i]! + 2]);
});

test("the seed fixes the order, and each repeat has its own", () => {
  expect([...cellOrder(blocks, 0, 7)]).toEqual([...cellOrder(blocks, 0, 7)]);
  expect([...cellOrder(blocks, 0, 7)]).not.toEqual([...cellOrder(blocks, 1, 7)]);
  expect([...cellOrder(blocks, 0, 7)]).not.toEqual([...cellOrder(blocks, 0, 8)]);
});
