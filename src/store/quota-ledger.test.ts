import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAccountLedger } from "./quota-ledger.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

let root: string;
let workspace: Workspace;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-quota-"));
  workspace = await createWorkspace(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const sliceMs = 900_000;
const start = Date.UTC(2026, 0, 2, 12);

test("what one session used, the next one knows; accounts and models are apart", async () => {
  const now = () => start;
  const first = await openAccountLedger(workspace, "a", { sliceMs, now });
  first.of("m").add(start, 2, 100);
  first.of("m").add(start + sliceMs, 1, 50);
  await first.close();
  const second = await openAccountLedger(workspace, "a", { sliceMs, now });
  expect(second.of("m").used(0)).toEqual([
    { startMs: start, requests: 2, tokens: 100 },
    { startMs: start + sliceMs, requests: 1, tokens: 50 },
  ]);
  expect(second.of("m").used(start + 1)).toHaveLength(1);
  expect(second.of("other").used(0)).toEqual([]);
  expect((await openAccountLedger(workspace, "b", { sliceMs, now })).of("m").used(0)).toEqual([]);
});

test("two sessions side by side see each other's use within seconds, and neither overwrites the other", async () => {
  let at = start;
  const now = () => at;
  const one = await openAccountLedger(workspace, "a", { sliceMs, now });
  const two = await openAccountLedger(workspace, "a", { sliceMs, now });
  one.of("m").add(at, 3, 0);
  two.of("m").add(at, 4, 0);
  at += 1000;
  await Promise.all([one.close(), two.close()]);
  at += 6000;
  for (const ledger of [one, two]) expect(ledger.of("m").used(0)).toMatchObject([{ requests: 7 }]);
});

test("files of days gone by are taken away", async () => {
  const old = await openAccountLedger(workspace, "a", { sliceMs, now: () => start });
  old.of("m").add(start, 1, 1);
  await old.close();
  const later = start + 26 * 3_600_000;
  await openAccountLedger(workspace, "a", { sliceMs, now: () => later });
  const [account] = await readdir(join(workspace.folder, "quotas"));
  expect(await readdir(join(workspace.folder, "quotas", account!))).toEqual([]);
});
