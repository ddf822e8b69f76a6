import { mkdtemp, rmdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { askProgram } from "../../provenance/ask-program.ts";
import { asCannotWrite } from "../../store/cannot-write.ts";
import { listRunIds } from "../../store/run-folders.ts";
import { findWorkspace } from "../../store/workspace.ts";
import { absent, type Check, fault, ok } from "./check.ts";

const leastNode = [22, 18] as const;
/** Below this a run may end for want of space; below the second not even its first lines fit. */
const roomyBytes = 1 << 30;
const leastBytes = 16 << 20;

export function nodeCheck(version: string = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  return enough
    ? ok("node", version, true)
    : fault("node", version, `Install Node ${leastNode.join(".")} or newer, or run assay through npm.`, true);
}

export async function folderCheck(cwd: string): Promise<Check> {
  try {
    await rmdir(await mkdtemp(join(cwd, ".assay-doctor-")));
    return ok("folder", "this folder can be written to", true);
  } catch (error) {
    return fault("folder", asCannotWrite(error, cwd).message, "Change to a folder that can be written to.", true);
  }
}

export async function diskCheck(cwd: string): Promise<Check> {
  const { bavail, bsize } = await statfs(cwd);
  const free = bavail * bsize;
  const found = `${free >= roomyBytes ? `${(free / 2 ** 30).toFixed(1)} GiB` : `${Math.floor(free / 2 ** 20)} MiB`} free`;
  if (free >= roomyBytes) return ok("disk", found, true);
  return fault("disk", found, "Free some space, or keep runs on another disk with --out.", free < leastBytes);
}

export async function workspaceCheck(cwd: string): Promise<Check> {
  const workspace = await findWorkspace(cwd);
  if (workspace === null) {
    return absent("workspace", "none here; the first run makes one", "Begin with: assay init, or assay demo.");
  }
  const runs = await listRunIds(workspace);
  return ok("workspace", `${workspace.folder}, ${runs.length} ${runs.length === 1 ? "run" : "runs"}`);
}

export async function gitCheck(cwd: string): Promise<Check> {
  const git = await askProgram("git", ["--version"]);
  if (!git.ok) return absent("git", git.why, "Install git, so that runs can say which commit they belong to.");
  const version = git.stdout.trim().replace(/^git version /, "");
  const inside = await askProgram("git", ["rev-parse", "--is-inside-work-tree"], { cwd });
  return ok("git", `${version}, ${inside.ok ? "this folder is in a repository" : "this folder is in no repository"}`);
}
