import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { asCannotWrite, codeOf } from "./cannot-write.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * Writes a whole file so that readers see the old content or the new one and never a part: a temporary name in the same
 * folder, fsync, rename, fsync of the folder. On failure the temporary file is gone and CannotWriteError says why.
 */
export async function writeFileAtomic(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = await writeTemporary(file, content);
  try {
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw asCannotWrite(error, file);
  }
}

/** The same for a file that must not exist yet. False, and nothing changed, when it does: the first writer wins. */
export async function createFileAtomic(file: string, content: string | Uint8Array): Promise<boolean> {
  const temporary = await writeTemporary(file, content);
  try {
    // Where there are no hard links, copying is the next best: exclusive too, but seen while it grows.
    await link(temporary, file).catch((error) => {
      if (!["EPERM", "ENOTSUP", "ENOSYS", "EMLINK"].includes(codeOf(error))) throw error;
      return copyFile(temporary, file, constants.COPYFILE_EXCL);
    });
    await syncFolder(dirname(file));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw asCannotWrite(error, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A copy that appears whole or not at all, for files of any size. */
export async function copyFileAtomic(from: string, file: string): Promise<void> {
  const temporary = temporaryOf(file);
  try {
    await copyFile(from, temporary, constants.COPYFILE_EXCL);
    const handle = await open(temporary, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asCannotWrite(error, file);
  }
}

function temporaryOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`);
}

async function writeTemporary(file: string, content: string | Uint8Array): Promise<string> {
  const temporary = temporaryOf(file);
  try {
    const handle = await open(temporary, "wx", 0o644);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asCannotWrite(error, file);
  }
}
