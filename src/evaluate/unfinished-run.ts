import { join } from "node:path";
import { InvalidInputError } from "../errors/input-errors.ts";
import { listRunIds } from "../store/run-folders.ts";
import { places, type Workspace } from "../store/workspace.ts";
import { readRun } from "./read-run.ts";

/** How many runs back are looked at. */
const newest = 50;

/**
 * Refuses to begin a run whose like was begun and not finished: with the same configuration, the rest of it is what
 * is wanted, and asking all of it again costs twice.
 */
export async function refuseUnfinishedTwin(
  workspace: Workspace,
  suite: string,
  configHash: string,
  own: string,
): Promise<void> {
  const ids = (await listRunIds(workspace)).filter((id) => id !== own && id.startsWith(`${suite}-`)).slice(0, newest);
  for (const id of ids) {
    const file = join(places.run(workspace, id), "run.json");
    const run = await readRun(file).catch(() => null);
    if (run === null || run.configHash !== configHash) continue;
    const unfinished = run.endedAt === null || (run.counts["missing"] ?? 0) > 0;
    if (!unfinished) continue;
    throw new InvalidInputError(`${id} was begun with these settings and is not finished`, {
      place: { file },
      hint: `Go on with it: assay eval run --resume ${id}, or begin another with --new.`,
    });
  }
}
