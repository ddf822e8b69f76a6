import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { journalIndex } from "./journal-index.ts";

const cell = (i: number) => createHash("sha256").update(String(i)).digest("hex");
const answer = (i: number, repeat = 0) => ({ cell: cell(i), repeat, stage: "answer" as const, judge: null });

test("every key of ten thousand is found where it was put, with offsets past 4 GiB", () => {
  const index = journalIndex();
  for (let i = 0; i < 10_000; i++) index.add(answer(i), { offset: i * 1_000_000, length: i + 1, outcome: i % 6 });
  expect(index.size).toBe(10_000);
  for (let i = 0; i < 10_000; i += 37) {
    expect(index.get(answer(i))).toEqual({ offset: i * 1_000_000, length: i + 1, outcome: i % 6 });
  }
  expect(index.get(answer(10_001))).toBeNull();
});

test("repeats, stages and judges of one cell are different keys", () => {
  const index = journalIndex();
  const keys = [
    answer(1),
    answer(1, 1),
    answer(1, 2),
    { ...answer(1), stage: "judge" as const, judge: "x" },
    { ...answer(1), stage: "judge" as const, judge: "y" },
    { ...answer(1, 1), stage: "judge" as const, judge: "x" },
  ];
  for (const [i, key] of keys.entries()) expect(index.add(key, { offset: i, length: 1, outcome: 0 })).toBe(true);
  expect(index.size).toBe(keys.length);
});

test("the first final line of a key is the effective one, unless a later one replaces it on purpose", () => {
  const index = journalIndex();
  index.add(answer(1), { offset: 5, length: 9, outcome: 5 });
  expect(index.add(answer(1), { offset: 50, length: 9, outcome: 0 })).toBe(false);
  expect(index.get(answer(1))?.offset).toBe(5);
  expect(index.add(answer(1), { offset: 70, length: 9, outcome: 0 }, true)).toBe(true);
  expect(index.get(answer(1))?.offset).toBe(70);
  expect(index.size).toBe(1);
});

test("its bytes are 32 an entry and read back to the same index", () => {
  const index = journalIndex();
  for (let i = 0; i < 1000; i++) index.add(answer(i, i % 3), { offset: i * 7, length: 7, outcome: 1 });
  const bytes = index.toBytes();
  expect(bytes.length).toBe(32_000);
  const back = journalIndex([bytes.subarray(0, 3200), bytes.subarray(3200)]);
  expect(back.size).toBe(1000);
  for (let i = 0; i < 1000; i++) expect(back.get(answer(i, i % 3))).toEqual({ offset: i * 7, length: 7, outcome: 1 });
});
