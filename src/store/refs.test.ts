import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { saveCollection } from "./collections.ts";
import { readRefs, resolveRef, setRef } from "./refs.ts";
import { createWorkspace, places, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace(await mkdtemp(join(tmpdir(), "assay-refs-")));
});
afterEach(() => rm(workspace.root, { recursive: true }));

const now = new Date("2026-01-31T12:00:00Z");
const [a, b, c] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];
const set = (name: string, hash: string, expected: string | null) =>
  setRef(workspace, name, { hash, expected, actor: "ana", reason: "release", now });

test("a name remembers every move: what, before, when, who, why", async () => {
  await set("main", a, null);
  await setRef(workspace, "main", { hash: b, expected: a, actor: "bo", reason: "fix", diffHash: c, git: "abc", now });
  expect((await readRefs(workspace))["main"]).toEqual({
    hash: b,
    history: [
      { hash: a, previous: null, at: now.toISOString(), actor: "ana", reason: "release", diffHash: null, git: null },
      { hash: b, previous: a, at: now.toISOString(), actor: "bo", reason: "fix", diffHash: c, git: "abc" },
    ],
  });
  expect(JSON.parse(await readFile(places.refs(workspace), "utf8")).main.history[1].diff_hash).toBe(c);
});

test("of two who move a name at once, one wins and the other is told to look again", async () => {
  await set("main", a, null);
  const moves = await Promise.allSettled([set("main", b, a), set("main", c, a)]);
  expect(moves.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const lost = moves.find(({ status }) => status === "rejected") as PromiseRejectedResult;
  expect(lost.reason).toMatchObject({ code: "ref-moved", exitCode: 2, hint: expect.stringContaining("Look again") });
  expect((await readRefs(workspace))["main"]?.history).toHaveLength(2);
});

test.each([
  ["main", c],
  ["main@latest", c],
  ["main@previous", b],
  ["main@1", a],
  ["main@3", c],
  ["main@sha256:bbbbbb", b],
  ["lmarena.text", a],
])("%s resolves", async (text, hash) => {
  await set("main", a, null);
  await set("main", b, a);
  await set("main", c, b);
  await set("lmarena.text", a, null);
  expect(await resolveRef(workspace, text)).toEqual({ name: text.split("@")[0], hash });
});

test("a bare hash resolves among the collections of the store", async () => {
  const { hash } = await saveCollection(workspace, {
    id: "x",
    createdAt: now.toISOString(),
    tool: { version: "0.1.0", commit: null },
    kind: "baseline",
    source: { adapter: "run" },
    items: [],
    rejects: [],
    unmatchedSubjects: [],
  });
  expect(await resolveRef(workspace, `sha256:${hash.slice(0, 6)}`)).toEqual({ name: null, hash });
  expect(await resolveRef(workspace, hash)).toEqual({ name: null, hash });
  await expect(resolveRef(workspace, "sha256:000000")).rejects.toMatchObject({ code: "missing-file" });
});

test.each([
  ["mian", /nothing is called "mian"/, 'Did you mean "main"?'],
  ["main@0", /was set 1 times/, undefined],
  ["main@previous", /was set 1 times/, undefined],
  ["main@x", /does not exist/, undefined],
  ["__proto__", /nothing is called/, undefined],
])("%s is refused", async (text, message, hint) => {
  await set("main", a, null);
  await expect(resolveRef(workspace, text)).rejects.toThrow(message);
  if (hint !== undefined) await expect(resolveRef(workspace, text)).rejects.toMatchObject({ hint });
});

test("a name that is no slug and a reason that says nothing are refused before anything is written", async () => {
  await expect(set("../x", a, null)).rejects.toThrow(/not a slug/);
  await expect(
    setRef(workspace, "main", { hash: a, expected: null, actor: "ana", reason: "", now }),
  ).rejects.toMatchObject({ exitCode: 2 });
  expect(await readRefs(workspace)).toEqual({});
});

test("a history that was edited is refused, naming line and path", async () => {
  await set("main", a, null);
  await set("main", b, a);
  const file = places.refs(workspace);
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(`"previous": "${a}"`, `"previous": "${c}"`));
  await expect(readRefs(workspace)).rejects.toMatchObject({
    code: "corrupt-file",
    place: { file, line: 16, path: "main.history.1.previous" },
  });
  await writeFile(file, text.replace(`"hash": "${b}"`, `"hash": "${c}"`));
  await expect(readRefs(workspace)).rejects.toMatchObject({ code: "corrupt-file", place: { path: "main.hash" } });
});
