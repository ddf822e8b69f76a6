import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { CannotWriteError } from "../../errors/storage-errors.ts";
import { asCannotWrite, codeOf } from "../../store/cannot-write.ts";
import { writeReport } from "../write-report.ts";

export interface OutputFlags {
  out?: string;
  force?: boolean;
}

/** A folder for results that was found fit to be written. */
export interface OutputFolder {
  readonly path: string;
  /** All files at once; names may have folders in them. Until all are written the folder is as it was. */
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
}

/** Adds `--out` and `--force`. */
export function addOutputOptions(command: Command, what = "write the results there"): Command {
  return command
    .option("--out <dir>", what)
    .option("--force", "write into --out though it holds files; those of the same name are replaced");
}

/**
 * The folder of `--out`, or null without it. Call it before the work: a folder that holds something is refused without
 * `--force`, and nothing is computed in vain. Files go through a temporary folder beside it that is renamed, so an
 * interrupted run leaves nothing half-written.
 */
export async function openOutput(cwd: string, { out, force }: OutputFlags): Promise<OutputFolder | null> {
  if (out === undefined) return null;
  const path = resolve(cwd, out);
  const held = await entriesOf(path);
  if (held !== null && held.length > 0 && force !== true) {
    throw new CannotWriteError(
      `this folder is not empty: it holds ${held.slice(0, 3).join(", ")}${held.length > 3 ? ", …" : ""}`,
      {
        place: { file: path },
        hint: "Choose another --out, or add --force to write into it.",
      },
    );
  }
  return { path, write: (files) => writeWhole(path, files) };
}

async function writeWhole(path: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`);
  try {
    await mkdir(temporary, { recursive: true });
    await writeReport(temporary, files);
    if (await makeRoom(path)) await rename(temporary, path);
    else await moveInto(temporary, path, Object.keys(files));
  } catch (error) {
    throw asCannotWrite(error, path);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** True when nothing is left at `path`; false for a folder that stays, since it holds files or is in use. */
async function makeRoom(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return true;
    if (["ENOTEMPTY", "EEXIST", "EBUSY", "EINVAL", "EPERM", "EACCES"].includes(codeOf(error))) return false;
    throw error;
  }
}

async function moveInto(from: string, to: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await rename(join(from, name), join(to, name));
  }
}

async function entriesOf(path: string): Promise<string[] | null> {
  try {
    return await readdir(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw asCannotWrite(error, path);
  }
}
