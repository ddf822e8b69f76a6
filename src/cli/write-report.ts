import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../store/atomic-file.ts";
import { asCannotWrite } from "../store/cannot-write.ts";

/** Writes the files of a report, each whole or not at all. Answers with the folder. */
export async function writeReport(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  try {
    for (const name of new Set(Object.keys(files).map((file) => dirname(join(folder, file)))))
      await mkdir(name, { recursive: true });
  } catch (error) {
    throw asCannotWrite(error, folder);
  }
  for (const [name, content] of Object.entries(files)) await writeFileAtomic(join(folder, name), content);
  return folder;
}
