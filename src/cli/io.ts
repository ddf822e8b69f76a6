import { escapedForTerminal } from "./plain-text.ts";

/** Where a command reads from and writes to. Results go to `out`, progress and errors to `err`. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Columns of the terminal; 100 when there is none. */
  readonly width: number;
  readonly color: boolean;
  /** True when progress may redraw lines in place. */
  readonly live: boolean;
  out(text: string): void;
  err(text: string): void;
}

/** The process's own streams. Colours are off under NO_COLOR and without a terminal. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  }
  const { env } = process;
  return {
    env,
    cwd: startedIn(env),
    // A terminal that was never given a size says 0.
    width: process.stdout.columns || 100,
    color: process.stdout.isTTY === true && !env["NO_COLOR"],
    live: process.stderr.isTTY === true && env["TERM"] !== "dumb" && !env["CI"],
    out: (text) => void process.stdout.write(process.stdout.isTTY ? escapedForTerminal(text) : text),
    err: (text) => void process.stderr.write(text),
  };
}

/** Where the user typed the command. npm changes to the package's folder first, and tells where it was called. */
function startedIn(env: Io["env"]): string {
  const byScript = env["npm_lifecycle_event"] === "assay" || env["npm_lifecycle_event"] === "demo";
  return (byScript ? env["INIT_CWD"] : undefined) ?? process.cwd();
}
