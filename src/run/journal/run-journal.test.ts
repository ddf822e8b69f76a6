import { appendFile, mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { samplePrompt } from "../../providers/conformance/provider-promises.ts";
import type { ChatProvider } from "../../providers/provider.ts";
import { replayProvider } from "../../providers/replay/replay-provider.ts";
import type { Settled } from "../schedule/types.ts";
import { openRunJournal } from "./run-journal.ts";

let folder: string;
let file: string;
let provider: ChatProvider;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-run-journal-"));
  file = join(folder, "journal.jsonl");
  await writeFile(join(folder, "recorded.jsonl"), "");
  provider = replayProvider();
});
afterEach(async () => {
  await provider.close?.();
  await rm(folder, { recursive: true, force: true });
});

const cellOf = (n: number) => `${n.toString(16).padStart(8, "0")}${"0".repeat(56)}`;
const keyOf = (n: number) => ({ cell: cellOf(n), repeat: 0, stage: "answer" as const, judge: null });

function settled(n: number): Settled {
  const entry = { id: "m", provider: "replay", concurrency: 1, file: join(folder, "recorded.jsonl") };
  const model = provider.resolve(entry, {});
  const origin = { prompt: samplePrompt, repeat: 0, stage: "answer" as const, subject: null, attempt: 1 };
  const request = { messages: samplePrompt.messages, params: {}, responseSchema: null, origin };
  const outcome = {
    kind: "failure" as const,
    cause: "timeout" as const,
    status: null,
    retryAfterMs: null,
    scope: null,
    message: "",
    raw: null,
  };
  const times = { n: 1, startedAtMs: 0, endedAtMs: 1, costUsd: null };
  const tries = { attempts: 1, waitedMs: 0, retriedFor: [], totalCostUsd: 0 };
  return { item: { ...keyOf(n), request }, model, outcome, ...times, ...tries };
}

async function write(cells: readonly number[]): Promise<void> {
  const journal = await openRunJournal(folder);
  journal.note({ t: "open", at: "2026-01-01T00:00:00Z" });
  await Promise.all(cells.map((n) => journal.settle(settled(n))));
  await journal.close();
}

test("what was settled is known again, from the index and without it", async () => {
  await write([1, 2, 3]);
  for (const prepare of [async () => undefined, () => rm(join(folder, "journal.index"))]) {
    await prepare();
    const journal = await openRunJournal(folder);
    expect([journal.index.size, journal.calls, journal.outcomeOf(keyOf(2))]).toEqual([3, 3, "failed"]);
    expect(journal.outcomeOf(keyOf(4))).toBeNull();
    await journal.close();
  }
});

test("lines behind the index, as a killed session leaves them, are read", async () => {
  await write([1]);
  const [, call] = (await readFile(file, "utf8")).split("\n");
  await appendFile(file, `${call!.replace(cellOf(1), cellOf(9))}\n`);
  const journal = await openRunJournal(folder);
  expect([journal.index.size, journal.outcomeOf(keyOf(9))]).toEqual([2, "failed"]);
  await journal.close();
});

test.each([
  ["a line that is no JSON", (line: string) => `~${line.slice(1)}`, "is not a JSON object"],
  ["a line broken inside", (line: string) => line.replace('"t":', '"t";'), ""],
  ["a record broken behind an intact head", (line: string) => line.replace('"waited_ms":', '"waited_ms"'), ""],
  ["a flipped byte in the cell's key", (line: string) => line.replace('"cell":"0', '"cell":"x'), "no record of a run"],
  ["an outcome nobody knows", (line: string) => line.replace('"failed"', '"fooled"'), "no record of a run"],
  ["a line of another kind", () => '{"hello":1}', "no record of a run"],
])("%s in the middle is refused with file and line, and stays as it was", async (_, spoil, words) => {
  await write([1, 2, 3]);
  const rows = (await readFile(file, "utf8")).split("\n");
  rows[2] = spoil(rows[2]!);
  const text = rows.join("\n");
  await writeFile(file, text);
  await expect(openRunJournal(folder)).rejects.toMatchObject({
    code: "corrupt-file",
    message: expect.stringContaining(words) as string,
    place: { file, line: 3 },
    hint: expect.stringContaining("Nothing was changed") as string,
  });
  expect(await readFile(file, "utf8")).toBe(text);
});

test("a change that keeps the journal's size is noticed by its time", async () => {
  await write([1, 2]);
  const { atime, mtime } = await stat(file);
  await writeFile(file, (await readFile(file, "utf8")).replace('"outcome":"failed"', '"outcome":"fooled"'));
  await utimes(file, atime, new Date(mtime.getTime() + 2000));
  await expect(openRunJournal(folder)).rejects.toMatchObject({ place: { file, line: 2 } });
});

/** A session that is killed after these cells: its journal and its sidecar are as the last commit left them. */
async function killedAfter(cells: readonly number[]): Promise<void> {
  const journal = await openRunJournal(folder);
  for (const n of cells) await journal.settle(settled(n));
  await vi.waitFor(async () => expect((await stat(join(folder, "journal.index"))).size).toBe(128 * cells.length));
}

test("a killed session leaves an index of all it synced; only what stands behind it is read", async () => {
  await killedAfter([1, 2, 3]);
  const text = await readFile(file, "utf8");
  const [first] = text.split("\n");
  await appendFile(file, `${first!.replace(cellOf(1), cellOf(9))}\n{"t":"attempt","fin`);
  const sidecar = await readFile(join(folder, "journal.index"));
  const journal = await openRunJournal(folder);
  expect([journal.index.size, journal.calls, journal.answers]).toEqual([4, 4, 4]);
  expect(journal.outcomeOf(keyOf(9))).toBe("failed");
  expect(journal.recovered?.tornText).toBe('{"t":"attempt","fin');
  await journal.close();
  const after = await readFile(join(folder, "journal.index"));
  expect(after.subarray(0, sidecar.length).equals(sidecar)).toBe(true);
});

test.each([
  ["cut in the middle of a block", (bytes: Buffer) => bytes.subarray(0, bytes.length - 40), 3],
  ["with a flipped bit in an entry", (bytes: Buffer) => bytes.fill(bytes[230]! ^ 1, 230, 231), 3],
  ["of another kind", () => Buffer.from('{"version":4}\n'), 3],
  ["empty", () => Buffer.alloc(0), 3],
])("an index %s is taken as far as it holds, and the rest is read", async (_, spoil, size) => {
  await killedAfter([1, 2, 3]);
  await writeFile(join(folder, "journal.index"), spoil(await readFile(join(folder, "journal.index"))));
  for (let round = 0; round < 2; round++) {
    const journal = await openRunJournal(folder);
    expect([journal.index.size, journal.calls, journal.outcomeOf(keyOf(3))]).toEqual([size, 3, "failed"]);
    await journal.close();
  }
});

test("a line broken behind the index is named by its number in the whole file", async () => {
  await killedAfter([1, 2]);
  await appendFile(file, '{"hello":1}\n{"t":"close"}\n');
  await expect(openRunJournal(folder)).rejects.toMatchObject({ code: "corrupt-file", place: { file, line: 3 } });
});

test("a byte changed under the index of a killed session is found, whatever the file's time says", async () => {
  await killedAfter([1, 2, 3]);
  const { atime, mtime } = await stat(file);
  await writeFile(file, (await readFile(file, "utf8")).replace('"waited_ms":', '"waited_ms";'));
  await utimes(file, atime, mtime);
  await expect(openRunJournal(folder)).rejects.toMatchObject({ code: "corrupt-file", place: { file, line: 1 } });
});

test("a result that took another's place is the effective one for a session that reads the index", async () => {
  await killedAfter([1]);
  const again = await openRunJournal(folder, { supersede: () => true });
  await again.settle(settled(1));
  const offset = again.index.get(keyOf(1))!.offset;
  await again.close();
  expect(offset).toBeGreaterThan(0);
  const journal = await openRunJournal(folder);
  expect([journal.index.get(keyOf(1))!.offset, journal.duplicates, journal.answers]).toEqual([offset, 0, 1]);
  await journal.close();
});
