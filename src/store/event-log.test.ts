import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event } from "../schema/event.ts";
import { appendEvent, readEvents, verifyEvents } from "./event-log.ts";
import { createWorkspace, places, type Workspace } from "./workspace.ts";

const now = new Date("2026-01-31T12:00:00Z");
let workspace: Workspace;
let file: string;
beforeEach(async () => {
  workspace = await createWorkspace(await mkdtemp(join(tmpdir(), "assay-events-")));
  file = places.events(workspace);
});
afterEach(() => rm(workspace.root, { recursive: true }));

const note = (reason: string) => appendEvent(workspace, { type: "note", actor: "ana", reason }, { now });

async function allEvents(): Promise<Event[]> {
  const events: Event[] = [];
  for await (const one of readEvents(workspace)) events.push(one);
  return events;
}

test("each event holds the hash of the one before", async () => {
  expect(await allEvents()).toEqual([]);
  const first = await note("one");
  const second = await note("two");
  expect([first.prevHash, second.prevHash]).toEqual([null, first.hash]);
  expect(await allEvents()).toEqual([first, second]);
  expect(await verifyEvents(workspace)).toEqual({ n: 2, broken: null });
});

test("events of many writers at once form one chain", async () => {
  await Promise.all(Array.from({ length: 12 }, (_, n) => note(String(n))));
  expect(await verifyEvents(workspace)).toEqual({ n: 12, broken: null });
});

test.each([
  ["changed", (lines: string[]) => lines.with(1, lines[1]!.replace("two", "TWO")), 2, /does not match its hash/],
  ["taken out", (lines: string[]) => lines.toSpliced(1, 1), 2, /the chain breaks/],
  ["put in twice", (lines: string[]) => lines.toSpliced(1, 0, lines[0]!), 2, /the chain breaks/],
  ["swapped", (lines: string[]) => [lines[1]!, lines[0]!, lines[2]!], 1, /the chain breaks/],
  ["broken", (lines: string[]) => lines.with(1, "{nonsense}"), 2, /not valid JSON/],
  ["torn at the end", (lines: string[]) => lines.with(2, lines[2]!.slice(0, 9)), 3, /cut short/],
])("a line that was %s is named, and the log stays as it is", async (_name, change, line, message) => {
  for (const reason of ["one", "two", "three"]) await note(reason);
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  const text = change(lines).join("\n");
  await writeFile(file, text);
  const { broken } = await verifyEvents(workspace);
  expect(broken?.place).toMatchObject({ file, line });
  expect(broken?.message).toMatch(message);
  expect(await readFile(file, "utf8")).toBe(text);
});

test("after a writer died in the middle of a line the next event mends the log", async () => {
  await note("one");
  await appendFile(file, '{"ts":"2026');
  await note("two");
  expect(await verifyEvents(workspace)).toEqual({ n: 2, broken: null });
});

test("nothing is appended to a log whose last line was changed", async () => {
  await note("one");
  const text = (await readFile(file, "utf8")).replace("one", "uno");
  await writeFile(file, text);
  await expect(note("two")).rejects.toMatchObject({ code: "corrupt-file" });
  expect(await readFile(file, "utf8")).toBe(text);
});
