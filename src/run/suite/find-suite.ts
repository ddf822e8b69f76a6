import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { MissingFileError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import { isSlug } from "../../schema/slug.ts";

/** Where the suites that come with the package are. The same distance from `src` and from `dist`. */
export const bundledSuitesFolder = fileURLToPath(new URL("../../../suites", import.meta.url));

const suiteNames = ["suite.yaml", "suite.yml", "suite.json", "suite.ts"];

/**
 * The file a suite is in. `ref` is the id of a suite, a folder with a suite file, or the file itself; with or without
 * its ending. An id means `suites/<id>` in the current folder, where copies that were changed live, then the bundled
 * suite: write ./smoke for any other folder of your own of that name.
 */
export function findSuite(
  ref: string,
  { cwd, suitesFolder = bundledSuitesFolder }: { cwd: string; suitesFolder?: string },
): { file: string; folder: string } {
  const byId = isSlug(ref) ? (suiteFileAt(join(cwd, "suites", ref)) ?? suiteFileAt(join(suitesFolder, ref))) : null;
  const file = byId ?? suiteFileAt(resolve(cwd, ref)) ?? underSuites(ref, cwd, suitesFolder);
  if (file !== null) return { file, folder: dirname(file) };

  const known = bundledSuites(suitesFolder);
  const nearest = nearestName(ref, known);
  const meant = nearest === null ? "" : `Did you mean "${nearest}"? `;
  throw new MissingFileError(`there is no suite "${ref}"`, {
    hint: `${meant}Name a suite file, a folder with suite.yaml, or a bundled suite: ${known.join(", ")}.`,
  });
}

/** Ids of the suites that come with the package. */
export function bundledSuites(suitesFolder: string = bundledSuitesFolder): string[] {
  if (!existsSync(suitesFolder)) return [];
  return readdirSync(suitesFolder)
    .filter((name) => suiteFileAt(join(suitesFolder, name)) !== null)
    .sort();
}

function suiteFileAt(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return path;
  const candidates = stat?.isDirectory()
    ? suiteNames.map((name) => join(path, name))
    : [".yaml", ".yml", ".json", ".ts"].map((ending) => path + ending);
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile()) ?? null;
}

/** `suites/smoke.yaml`, as people write it whose suite is a folder `suites/smoke`: theirs, else the bundled one. */
function underSuites(ref: string, cwd: string, suitesFolder: string): string | null {
  const id = /^suites[\\/]([^\\/]+?)(?:\.ya?ml|\.json)?$/.exec(ref)?.[1];
  if (id === undefined || !isSlug(id)) return null;
  return suiteFileAt(resolve(cwd, "suites", id)) ?? suiteFileAt(join(suitesFolder, id));
}
