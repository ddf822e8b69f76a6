import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { MissingFileError } from "../errors/input-errors.ts";
import type { Env } from "../providers/provider.ts";

/**
 * The environment of a run: `.env` in the current folder, then each `--env-file`, then the process environment, which
 * wins. An empty value counts as unset. A named file that is not there is an error; an absent `.env` is not.
 */
export async function loadEnvironment(processEnv: Env, cwd: string, envFiles: readonly string[]): Promise<Env> {
  const merged: Record<string, string | undefined> = {};
  const files = [
    { file: resolve(cwd, ".env"), optional: true },
    ...envFiles.map((file) => ({ file: resolve(cwd, file), optional: false })),
  ];
  for (const { file, optional } of files) {
    const text = await readFile(file, "utf8").catch((cause) => {
      if (optional && (cause as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw new MissingFileError(`cannot read ${file}`, {
        place: { file },
        hint: "Check the path given to --env-file.",
        cause,
      });
    });
    Object.assign(merged, parseEnv(text));
  }
  for (const [name, value] of Object.entries(processEnv)) if (value !== undefined && value !== "") merged[name] = value;
  for (const [name, value] of Object.entries(merged)) if (value === "") delete merged[name];
  return merged;
}
