import type { Command } from "commander";
import type { Io } from "./io.ts";

/**
 * What a file under `commands/` exports: it adds its options, example and action to `command`. The module itself
 * imports nothing heavy; the action imports what it needs, so that `assay --help` stays quick. The exit code of an
 * action is its return value (undefined: 0).
 */
export interface CommandModule {
  register(command: Command, io: Io, run: Run): void;
}

/** Wraps an action so that its return value becomes the exit code. */
export type Run = <A extends unknown[]>(
  action: (...args: A) => Promise<number | undefined>,
) => (...args: A) => Promise<void>;

/** The help text's last part: what to type. */
export function example(...lines: string[]): string {
  return `\nExample:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}
