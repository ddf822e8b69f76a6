import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

const run = promisify(execFile);

export interface SmallDisk {
  readonly folder: string;
  /** "size=4m", "ro" … */
  remount(options: string): Promise<void>;
}

/** A file system of its own in memory, `size` large ("256k"), gone when the test is over. */
export async function smallDisk(size: string): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), "assay-disk-"));
  await run("mount", ["-t", "tmpfs", "-o", `size=${size}`, "assay-test", folder]);
  onTestFinished(async () => {
    await run("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true });
  });
  return {
    folder,
    remount: async (options) => void (await run("mount", ["-o", `remount,${options}`, folder])),
  };
}

/** Mounting needs root on Linux, and a container may forbid it even then. */
export async function canMount(): Promise<boolean> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = await mkdtemp(join(tmpdir(), "assay-disk-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", "size=64k", "assay-test", folder]);
    await run("umount", ["--lazy", folder]);
    return true;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true });
  }
}
