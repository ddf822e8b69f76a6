import { readFile, realpath } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ToolVersion } from "../schema/common-fields.ts";
import { askProgram } from "./ask-program.ts";

let known: Promise<ToolVersion> | undefined;

/** Version of Assay and, when it runs from its own checkout, the commit. Worked out once a process. */
export function toolVersion(): Promise<ToolVersion> {
  known ??= readToolVersion();
  return known;
}

async function readToolVersion(): Promise<ToolVersion> {
  const root = new URL("../../", import.meta.url);
  const { version } = JSON.parse(await readFile(new URL("package.json", root), "utf8")) as { version: string };
  return { version, commit: await checkoutCommit(fileURLToPath(root)) };
}

/** An installed package may lie inside somebody else's repository: only a repository with our root as its top counts. */
async function checkoutCommit(root: string): Promise<string | null> {
  const answer = await askProgram("git", ["rev-parse", "--show-toplevel", "HEAD"], { cwd: root, timeoutMs: 1_000 });
  if (!answer.ok) return null;
  const [top, commit] = answer.stdout.split("\n");
  const same = top !== undefined && (await realpath(top).catch(() => null)) === (await realpath(root).catch(() => ""));
  return same && commit !== undefined && commit !== "" ? commit : null;
}
