import { execFile } from "node:child_process";

export type Answer = { ok: true; stdout: string } | { ok: false; why: string; stderr: string };

export interface AskOptions {
  cwd?: string;
  timeoutMs?: number;
}

/**
 * Runs a small program for its output, within bounds of time (3 s) and size (16 MB). Never throws; `why` is in our own
 * words, so that no path or name of the machine gets into a record. `stderr` is for telling cases apart, not for records.
 */
export function askProgram(program: string, args: readonly string[], options: AskOptions = {}): Promise<Answer> {
  const { cwd, timeoutMs = 3_000 } = options;
  const settings = {
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    maxBuffer: 16 << 20,
    windowsHide: true,
    env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
    ...(cwd === undefined ? {} : { cwd }),
  } as const;
  return new Promise((resolve) => {
    try {
      execFile(program, [...args], settings, (error, stdout, stderr) => {
        if (error === null) resolve({ ok: true, stdout });
        else resolve({ ok: false, why: whyNot(program, error, timeoutMs), stderr });
      });
    } catch {
      resolve({ ok: false, why: `${baseName(program)} could not be started`, stderr: "" });
    }
  });
}

function whyNot(program: string, error: Error & { code?: unknown; killed?: boolean }, timeoutMs: number): string {
  const name = baseName(program);
  if (error.code === "ENOENT") return `${name} is not installed`;
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `${name} said too much`;
  if (error.killed === true) return `${name} did not answer within ${timeoutMs / 1000} s`;
  if (typeof error.code === "number") return `${name} failed with exit code ${error.code}`;
  return `${name} could not be started`;
}

/** The program without its folder: folders name people. */
export function baseName(program: string): string {
  return program.split(/[\\/]/).at(-1) ?? program;
}
