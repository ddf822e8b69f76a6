import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly printed: { out: string; err: string };
  readonly ended: Promise<Ended>;
}

export interface Settings {
  readonly cwd: string;
  /** Added to a bare environment: a PATH, a home, and nothing that names a key. */
  readonly env?: Readonly<Record<string, string>>;
  /** Killed when it takes longer; a test that waits for ever tells nothing. */
  readonly withinMs?: number;
}

/** The real command line as its own process, as a user starts it. */
export function startAssay(args: readonly string[], { cwd, env = {}, withinMs = 20_000 }: Settings): Running {
  // Told its npm, assay need not start one to ask for its version, which takes longer than the rest of a small run.
  const npm = { npm_config_user_agent: "npm/11.0.0" };
  const bare = { PATH: process.env["PATH"] ?? "", HOME: cwd, NO_COLOR: "1", ...npm, ...env };
  // Without the "--" Node would take --env-file, wherever it stands, for its own.
  const child = spawn(process.execPath, ["--", main, ...args], { cwd, env: bare, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed.err += text;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), withinMs);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, ...printed });
    });
  });
  return { child, printed, ended };
}

export function assay(args: readonly string[], settings: Settings): Promise<Ended> {
  return startAssay(args, settings).ended;
}

/** A temporary folder with these files in it, gone when the test is over. */
export async function folderWith(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "assay-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}
