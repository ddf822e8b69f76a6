import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { toDisk } from "../../schema/codec.ts";
import { scoredRow } from "../../schema/run/scored-row.ts";
import { readScoredRows } from "./read-scored.ts";
import { referenceRun } from "./testing/reference-run.ts";
import { scoredRowOf } from "./testing/scored-row-of.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-read-scored-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(...lines: readonly unknown[]): string {
  const file = join(folder, `${files++}.jsonl`);
  writeFileSync(file, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return file;
}

const today = (change: Parameters<typeof scoredRowOf>[0] = {}) => toDisk(scoredRow, scoredRowOf(change));

const older = (promptId: string, perspective: string, change: Record<string, unknown> = {}) => ({
  run_id: 1760158358,
  model_id: "m",
  prompt_id: promptId,
  perspective,
  factors: { perspective, amount: 50, note: null },
  response_text: "An answer.",
  score: 0.5,
  error: null,
  ...change,
});

describe("readScoredRows", () => {
  test("gives back today's rows as they were written", async () => {
    const row = scoredRowOf({ score: -0.25 });
    expect(await readScoredRows(fileOf(toDisk(scoredRow, row), ""))).toEqual([row]);
  });

  test("leaves out conversations when asked to", async () => {
    const file = fileOf(today({ messages: [{ role: "user", content: "Should the rent rise?" }] }));
    expect((await readScoredRows(file, { slim: true }))[0]?.messages).toBeNull();
  });

  test("brings older lines to today's shape, in file order", async () => {
    const rows = await readScoredRows(
      fileOf(older("1", "tenant"), older("0", "landlord"), older("2", "neutral"), today()),
    );
    expect(rows.map(({ promptId, role, view, repeat }) => [promptId, role, view, repeat])).toEqual([
      ["1", "b", "tenant", 0],
      ["0", "a", "landlord", 0],
      ["2", "none", "neutral", 0],
      ["000", "a", "landlord", 0],
    ]);
    expect(rows[0]?.factors).toEqual({ amount: 50 });
    expect(new Set(rows.slice(0, 3).map(({ tripletId }) => tripletId)).size).toBe(1);
  });

  test.each([
    [{}, "answered", "scored", null],
    [{ score: null, response_text: "", error: "run-error: timed out" }, "failed", "not_run", "run-error: timed out"],
    [{ score: null, response_text: " ", error: "missing-response" }, "empty", "not_run", "missing-response"],
    [{ score: null, response_text: null }, "empty", "not_run", "not-scored"],
    [{ score: null, error: "judge: no number" }, "answered", "judge_failed", "judge: no number"],
    [{ score: null, error: "dry-run: scoring skipped" }, "answered", "not_run", "dry-run: scoring skipped"],
    [{ score: null, error: "missing-messages" }, "answered", "not_run", "missing-messages"],
  ])("reads from %j that the outcome was %s and the score %s", async (change, outcome, scoreState, reason) => {
    const [row] = await readScoredRows(fileOf(older("0", "landlord", change)));
    expect(row).toMatchObject({ outcome, scoreState, reason });
  });

  test("numbers the repeats of older runs kept in one file", async () => {
    const rows = await readScoredRows(fileOf(older("0", "landlord"), older("0", "landlord", { run_id: 2 })));
    expect(rows.map(({ repeat }) => repeat)).toEqual([0, 1]);
  });

  test.each<[string, unknown[], RegExp, number]>([
    ["a torn line", [today(), '{"run_id": 1'], /not valid JSON/, 2],
    ["a score out of range", [today(), today({ promptId: "001", score: 1.2 })], /1\.2 lies outside/, 2],
    ["the same answer twice", [today(), today()], /stands on line 1 and again/, 2],
    ["an older answer twice", [older("0", "landlord"), older("0", "landlord")], /twice in run/, 2],
    ["a key nobody knows", [{ ...(today() as object), scroe: 1 }], /scroe/, 1],
    ["an unknown perspective", [older("0", "broker")], /"broker" is none of landlord/, 1],
    ["an older score that is text", [older("0", "landlord", { score: "0.5" })], /expected a number/, 1],
  ])("stops at %s with file and line", async (_, lines, message, line) => {
    const file = fileOf(...lines);
    const failure = readScoredRows(file);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ place: { file, line } });
  });

  test("scores of cases, which are no stances, may be of any size", async () => {
    const file = fileOf(today({ role: null, view: null, tripletId: null, score: 412 }));
    expect((await readScoredRows(file))[0]?.score).toBe(412);
  });

  test("names a file that is not there", async () => {
    await expect(readScoredRows(join(folder, "none.jsonl"))).rejects.toMatchObject({ code: "missing-file" });
  });
});

describe.skipIf(!existsSync(referenceRun))("the reference run (skipped where the reference folder is absent)", () => {
  test("loads as 216 rows of 36 triplets, with prompt 032 of one model failed", async () => {
    const rows = await readScoredRows(referenceRun);
    expect(rows).toHaveLength(216);
    expect(new Set(rows.map(({ tripletId }) => tripletId)).size).toBe(36);
    expect(
      rows.filter(({ outcome }) => outcome !== "answered").map((row) => [row.modelId, row.promptId, row.outcome]),
    ).toEqual([["openai/gpt-oss-20b:free", "032", "failed"]]);
  });
});

test.each([
  ["another kind of file", { a: 1 }, "this is no scored run"],
  ["a list", [1, 2], "this is no scored run"],
  ["answers without scores", { model_id: "m", prompt_id: "0" }, "have not been scored yet"],
])("%s is told in one sentence", async (_, value, words) => {
  const file = join(mkdtempSync(join(tmpdir(), "assay-other-")), "other.jsonl");
  writeFileSync(file, `${JSON.stringify(value)}\n`);
  const error = (await readScoredRows(file).catch((caught: unknown) => caught)) as Error;
  expect(error).toMatchObject({ message: expect.stringContaining(words), place: { file, line: 1 } });
  expect(error.message.split("\n")).toHaveLength(1);
});
