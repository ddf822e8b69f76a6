import { expect, test } from "vitest";
import type { WorkItem } from "../run/schedule/types.ts";
import { followUpSource } from "./follow-up-source.ts";

const item = (cell: string) => ({ cell }) as WorkItem;
async function* of(...cells: string[]) {
  for (const cell of cells) yield item(cell);
}

test("a source without re-asks ends when all that was handed out is settled", async () => {
  const source = followUpSource(of("a", "b"));
  expect((await source.next()).value).toEqual(item("a"));
  expect((await source.next()).value).toEqual(item("b"));
  const last = source.next();
  source.settled();
  source.settled();
  expect((await last).done).toBe(true);
});

test("a re-ask that comes while the source waits is handed out", async () => {
  const source = followUpSource(of("a"));
  await source.next();
  const waiting = source.next();
  source.push(item("a again"));
  source.settled();
  expect((await waiting).value).toEqual(item("a again"));
  const last = source.next();
  source.settled();
  expect((await last).done).toBe(true);
});
