import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { gitState, readGitDiff } from "./git-state.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-git-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(...args: string[]): string {
  const who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...who, ...args], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function commitFile(text: string): string {
  writeFileSync(join(folder, "a.txt"), text);
  git("add", "a.txt");
  git("commit", "-qm", "Add a");
  return git("rev-parse", "HEAD").trim();
}

test("outside a repository, and in one without a commit, it says why", async () => {
  expect(await gitState(folder)).toEqual({ status: "absent", why: "not inside a git repository" });
  git("init", "-q", "-b", "main");
  expect(await gitState(folder)).toEqual({ status: "absent", why: "the git repository has no commit yet" });
  expect(await gitState(join(folder, "missing"))).toMatchObject({ status: "absent" });
});

test("a clean checkout has a commit, a branch and, with tags, a description", async () => {
  git("init", "-q", "-b", "main");
  const commit = commitFile("one\n");
  const clean = {
    status: "present",
    commit,
    branch: "main",
    describe: null,
    dirty: false,
    diffSha256: null,
    untracked: 0,
  };
  expect(await gitState(folder)).toEqual(clean);
  git("tag", "v1");
  expect(await gitState(folder)).toEqual({ ...clean, describe: "v1" });
  git("checkout", "-q", "--detach");
  expect(await gitState(folder)).toEqual({ ...clean, describe: "v1", branch: null });
});

test("changes make it dirty; the same change has the same hash, another has another", async () => {
  git("init", "-q", "-b", "main");
  commitFile("one\n");
  writeFileSync(join(folder, "a.txt"), "two\n");
  const two = await gitState(folder);
  expect(two).toMatchObject({ dirty: true, diffSha256: expect.stringMatching(/^[0-9a-f]{64}$/), untracked: 0 });
  git("add", "a.txt");
  expect(await gitState(folder)).toEqual(two);
  expect(await readGitDiff(folder)).toContain("+two");
  writeFileSync(join(folder, "a.txt"), "three\n");
  const three = await gitState(folder);
  expect(three).toMatchObject({ dirty: true });
  expect(three).not.toEqual(two);
});

test("a new file alone makes it dirty without a difference; an ignored one does not", async () => {
  git("init", "-q", "-b", "main");
  commitFile("one\n");
  writeFileSync(join(folder, "new.txt"), "");
  expect(await gitState(folder)).toMatchObject({ dirty: true, diffSha256: null, untracked: 1 });
  rmSync(join(folder, "new.txt"));
  writeFileSync(join(folder, ".git", "info", "exclude"), "*.log\n");
  writeFileSync(join(folder, "x.log"), "");
  expect(await gitState(folder)).toMatchObject({ dirty: false });
});

test("a repository cannot make it run a program", async () => {
  git("init", "-q", "-b", "main");
  commitFile("one\n");
  const trap = join(folder, "..", `${folder.split("/").at(-1)}-trap`);
  writeFileSync(
    join(folder, ".git", "config"),
    `[core]\n\tfsmonitor = touch ${trap}\n[diff]\n\texternal = touch ${trap}\n`,
  );
  writeFileSync(join(folder, "a.txt"), "two\n");
  expect(await gitState(folder)).toMatchObject({ dirty: true });
  expect(() => rmSync(trap)).toThrow(/ENOENT/);
});
