import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { PackageManagerState, RuntimeState } from "../schema/provenance-record.ts";
import { askProgram } from "./ask-program.ts";

export function runtimeState(): RuntimeState {
  return { status: "present", node: process.versions.node, v8: process.versions.v8 };
}

/** npm's version: as npm told this process, else as installed beside Node, else by asking, which takes longest. */
export async function packageManagerState({ timeoutMs = 3_000 } = {}): Promise<PackageManagerState> {
  const told = /(?:^|\s)npm\/([\w.+-]+)/.exec(process.env["npm_config_user_agent"] ?? "")?.[1];
  const npm = told ?? (await besideNode()) ?? null;
  if (npm !== null) return { status: "present", npm };
  const answer = await askProgram("npm", ["--version"], { timeoutMs });
  return answer.ok ? { status: "present", npm: answer.stdout.trim() } : { status: "absent", why: answer.why };
}

async function besideNode(): Promise<string | undefined> {
  const folder = dirname(process.execPath);
  for (const modules of [join(folder, "..", "lib", "node_modules"), join(folder, "node_modules")]) {
    try {
      const text = await readFile(join(modules, "npm", "package.json"), "utf8");
      const { version } = JSON.parse(text) as { version?: unknown };
      if (typeof version === "string") return version;
    } catch {
      // Not there; the next place, or npm itself, may know.
    }
  }
  return undefined;
}
