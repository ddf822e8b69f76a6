import { lstat, mkdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { createFileAtomic } from "../../store/atomic-file.ts";
import { asCannotWrite, codeOf } from "../../store/cannot-write.ts";
import type { ExampleFile } from "./example-file.ts";

/**
 * Writes all files of an example into `folder`, or none: one that is there already is left as it is and named, and what
 * was written before a failure is taken away again.
 */
export async function writeExample(folder: string, files: readonly ExampleFile[]): Promise<void> {
  const taken: string[] = [];
  for (const { path } of files) if (await exists(join(folder, path))) taken.push(path);
  if (taken.length > 0) throw alreadyThere(folder, taken);

  const written: string[] = [];
  const made: string[] = [];
  try {
    for (const { path, text } of files) {
      const file = join(folder, path);
      await makeFolder(dirname(file), made);
      if (!(await createFileAtomic(file, text))) throw alreadyThere(folder, [path]);
      written.push(file);
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true });
    for (const empty of made.reverse()) await rmdir(empty).catch(() => undefined);
    throw error;
  }
}

/** Makes `folder` and what is missing above it; each folder made is put into `made`, outermost first. */
async function makeFolder(folder: string, made: string[]): Promise<void> {
  if (await exists(folder)) return;
  await makeFolder(dirname(folder), made);
  await mkdir(folder).then(
    () => made.push(folder),
    (error) => {
      if (codeOf(error) !== "EEXIST") throw asCannotWrite(error, folder);
    },
  );
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error) => !["ENOENT", "ENOTDIR"].includes(codeOf(error)),
  );
}

function alreadyThere(folder: string, paths: readonly string[]): InvalidInputError {
  const one = paths.length === 1;
  return new InvalidInputError(`${paths.join(", ")} ${one ? "is" : "are"} here already; nothing was written`, {
    place: { file: join(folder, paths[0]!) },
    hint: `Move ${one ? "it" : "them"} away, or begin in an empty folder: mkdir my-study && cd my-study`,
  });
}
