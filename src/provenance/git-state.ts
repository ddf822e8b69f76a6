import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import type { GitState } from "../schema/provenance-record.ts";
import { type Answer, askProgram } from "./ask-program.ts";

/** Settings of the repository that could run programs of its choosing stay off. */
const quiet = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
const plainDiff = ["diff", "HEAD", "--binary", "--no-ext-diff", "--no-textconv", "--no-color", "--full-index"];

/** Commit, branch and state of the git repository around `folder`. Files that git ignores do not count. */
export async function gitState(folder: string, { timeoutMs = 3_000 } = {}): Promise<GitState> {
  const ask = (...args: string[]) => askProgram("git", [...quiet, ...args], { cwd: folder, timeoutMs });
  const [commit, branch, describe, status] = await Promise.all([
    ask("rev-parse", "--verify", "HEAD"),
    ask("symbolic-ref", "--short", "-q", "HEAD"),
    ask("describe", "--tags"),
    ask("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"),
  ]);
  if (!commit.ok) return { status: "absent", why: whyNoCommit(commit) };
  if (!status.ok) return { status: "absent", why: status.why };
  const entries = status.stdout.split("\0").filter((entry) => entry !== "");
  const untracked = entries.filter((entry) => entry.startsWith("??")).length;
  const changed = entries.length > untracked;
  const diff = changed ? await hashGitDiff(folder, { timeoutMs }) : null;
  if (diff !== null && !diff.ok) return { status: "absent", why: diff.why };
  return {
    status: "present",
    commit: commit.stdout.trim(),
    branch: branch.ok ? branch.stdout.trim() : null,
    describe: describe.ok ? describe.stdout.trim() : null,
    dirty: entries.length > 0,
    diffSha256: diff?.sha256 ?? null,
    untracked,
  };
}

/** The difference of tracked files to the commit, as a patch that git apply takes; null when it cannot be had. */
export async function readGitDiff(folder: string, { timeoutMs = 10_000 } = {}): Promise<string | null> {
  const answer = await askProgram("git", [...quiet, ...plainDiff], { cwd: folder, timeoutMs });
  return answer.ok ? answer.stdout : null;
}

type DiffHash = { ok: true; sha256: string } | { ok: false; why: string };

/** Hashed as it streams: a difference may be larger than what one would keep. */
function hashGitDiff(folder: string, { timeoutMs }: { timeoutMs: number }): Promise<DiffHash> {
  return new Promise((resolve) => {
    const hash = createHash("sha256");
    const child = spawn("git", [...quiet, ...plainDiff], {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
    });
    child.stdout.on("data", (chunk: Buffer) => hash.update(chunk));
    child.on("error", () => resolve({ ok: false, why: "git could not be started" }));
    child.on("close", (code) =>
      resolve(code === 0 ? { ok: true, sha256: hash.digest("hex") } : { ok: false, why: "git diff did not finish" }),
    );
  });
}

function whyNoCommit(answer: Extract<Answer, { ok: false }>): string {
  if (answer.stderr.includes("not a git repository")) return "not inside a git repository";
  if (answer.stderr.includes("dubious ownership")) return "git refuses the folder: it belongs to another user";
  if (answer.stderr.includes("Needed a single revision")) return "the git repository has no commit yet";
  return answer.why;
}
