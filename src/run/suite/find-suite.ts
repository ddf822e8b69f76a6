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
 * The file a suite is in. `ref` is the id of a bundled suite, a folder with a suite file, or the file itself; with or
 * without its ending. A bundled id goes first: write ./smoke for a folder of your own of that name.
 */
export function findSuite(
  ref: string,
  { cwd, suitesFolder = bundledSuitesFolder }: { cwd: string; suitesFolder?: string },
): { file: string; folder: string } {
  const bundled = isSlug(ref) ? suiteFileAt(join(suitesFolder, ref)) : null;
  const file = bundled ?? suiteFileAt(resolve(cwd, ref)) ?? bundledUnderPath(ref, suitesFolder);
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

/** `suites/smoke.yaml`, as people write it who have not copied the suite: the bundled one of that name. */
function bundledUnderPath(ref: string, suitesFolder: string): string | null {
  const id = /^suites[\\/]([^\\/]+?)(?:\.ya?ml|\.json)?$/.exec(ref)?.[1];
  return id === undefined || !isSlug(id) ? null : suiteFileAt(join(suitesFolder, id));
}
