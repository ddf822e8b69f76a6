import { open } from "node:fs/promises";
import { codeOf } from "./cannot-write.ts";

/** Makes a new or renamed entry of a folder durable. Some systems cannot sync folders; there it does nothing. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!["EISDIR", "EINVAL", "EPERM", "EACCES", "ENOTSUP"].includes(codeOf(error))) throw error;
  }
}
