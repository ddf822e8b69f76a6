import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunFolder, listRunIds, newRunId, resolveRunId } from "./run-folders.ts";
import { createWorkspace, places, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace(await mkdtemp(join(tmpdir(), "assay-runs-")));
});
afterEach(() => rm(workspace.root, { recursive: true }));

const at = (time: string) => new Date(`2026-01-31T${time}Z`);

test("a run id says suite and time, in UTC", () => {
  expect(newRunId("rent", new Date("2026-01-31T23:59:59.999-02:00"), "a1b2c3")).toBe("rent-20260201-015959-a1b2c3");
  expect(() => newRunId("a/b", at("12:00:00"))).toThrow(/not a slug/);
});

test("runs made in the same second get folders of their own", async () => {
  const made = await Promise.all(
    Array.from({ length: 20 }, () => createRunFolder(workspace, "rent", { now: at("12:00:00") })),
  );
  expect(new Set(made.map(({ runId }) => runId)).size).toBe(20);
  expect((await listRunIds(workspace)).sort()).toEqual(made.map(({ runId }) => runId).sort());
});

test("runs are listed newest first; stray files are not runs", async () => {
  for (const id of ["b-20260131-120001-000000", "a-20260131-120002-000000", "c-20260131-120000-ffffff"]) {
    await mkdir(places.run(workspace, id));
  }
  await writeFile(join(places.runs(workspace), "notes.txt"), "");
  await mkdir(join(places.runs(workspace), ".tmp"));
  expect(await listRunIds(workspace)).toEqual([
    "a-20260131-120002-000000",
    "b-20260131-120001-000000",
    "c-20260131-120000-ffffff",
  ]);
});

test.each([
  ["latest", "b-20260131-120001-000000"],
  ["a-20260131-120000-000000", "a-20260131-120000-000000"],
  ["b", "b-20260131-120001-000000"],
])("%s means %s", async (wanted, id) => {
  for (const run of ["a-20260131-120000-000000", "a-20260131-110000-000000", "b-20260131-120001-000000"]) {
    await mkdir(places.run(workspace, run));
  }
  expect(await resolveRunId(workspace, wanted)).toBe(id);
  await expect(resolveRunId(workspace, "a-2026")).rejects.toThrow('2 runs begin with "a-2026"');
  await expect(resolveRunId(workspace, "b-20260131-12001-00000")).rejects.toMatchObject({
    code: "missing-file",
    hint: "Did you mean b-20260131-120001-000000?",
  });
});

test("an empty workspace has no latest run", async () => {
  await expect(resolveRunId(workspace, "latest")).rejects.toThrow("this workspace has no runs");
});
