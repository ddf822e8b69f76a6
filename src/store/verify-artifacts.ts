import { stat } from "node:fs/promises";
import type { AssayError } from "../errors/assay-error.ts";
import { MissingFileError } from "../errors/input-errors.ts";
import { CorruptFileError } from "../errors/storage-errors.ts";
import { hashFile } from "../provenance/lockfile-state.ts";
import { readRun } from "./list-documents.ts";
import { places, resolveInside, type Workspace } from "./workspace.ts";

/** Whether the files of a run are still the ones it wrote: every artifact against its size and sha256. */
export async function verifyArtifacts(workspace: Workspace, runId: string): Promise<AssayError[]> {
  const { artifacts } = await readRun(workspace, runId);
  const folder = places.run(workspace, runId);
  const faults: AssayError[] = [];
  for (const { path, sha256, bytes } of artifacts) {
    const file = resolveInside(folder, path);
    const found = await stat(file).catch(() => null);
    if (found === null) {
      faults.push(new MissingFileError("the run wrote this file, and it is gone", { place: { file } }));
    } else if (found.size !== bytes || (await hashFile(file)) !== sha256) {
      const what = found.size === bytes ? "its bytes differ" : `it holds ${found.size} bytes instead of ${bytes}`;
      faults.push(
        new CorruptFileError(`this file was changed after the run wrote it: ${what}`, {
          place: { file },
          hint: "Restore it from a copy, or derive it again from the journal.",
        }),
      );
    }
  }
  return faults;
}
