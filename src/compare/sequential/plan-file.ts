import { stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { CorruptFileError } from "../../errors/storage-errors.ts";
import { documentText, parseDocument } from "../../schema/document.ts";
import { type SequentialLook, type SequentialPlan, sequentialPlanKind } from "../../schema/report/sequential-plan.ts";
import { writeFileAtomic } from "../../store/atomic-file.ts";
import { readText } from "../../store/documents.ts";
import { appendEvent, readEvents } from "../../store/event-log.ts";
import { withLock } from "../../store/run-lock.ts";
import { findWorkspace, type Workspace } from "../../store/workspace.ts";
import { ChangedPlanError, checkHistory } from "./check-plan.ts";

/**
 * Reads a plan of looks and refuses one that was changed since its first: against its own hash, against what each look
 * recorded, and, where the folder has a workspace, against the event log.
 */
export async function readSequentialPlan(file: string, cwd: string): Promise<SequentialPlan> {
  const plan = await parsePlan(file);
  checkHistory(plan, file);
  const workspace = await storeOf(cwd);
  if (workspace !== null) await checkAgainstLog(plan, file, workspace);
  return plan;
}

/** Seals the hash of a new plan in the event log, where the folder has a workspace. Answers whether it has. */
export async function registerPlan(plan: SequentialPlan, cwd: string, now: Date): Promise<boolean> {
  const workspace = await storeOf(cwd);
  if (workspace === null) return false;
  await appendEvent(workspace, { type: "register", actor: actor(), outputs: [tagOf(plan)] }, { now });
  return true;
}

/** Adds a look to the plan's history and to the event log; refuses when another look was added meanwhile. */
export async function appendLook(file: string, look: SequentialLook, cwd: string, now: Date): Promise<void> {
  const plan = await withLock(`${file}.lock`, { now }, async () => {
    const current = await parsePlan(file);
    checkHistory(current, file);
    if (current.contentHash !== look.planHash || (current.history.at(-1)?.hash ?? null) !== look.previous) {
      throw new ChangedPlanError("another look was added meanwhile", {
        place: { file },
        hint: "Run the same command again: it looks after that one.",
      });
    }
    const next = { ...current, history: [...current.history, look] };
    await writeFileAtomic(file, documentText(sequentialPlanKind, next));
    return next;
  });
  const workspace = await storeOf(cwd);
  if (workspace === null) return;
  const inputs = [tagOf(plan), ...look.inputs.flatMap((hash) => hash ?? [])];
  await appendEvent(
    workspace,
    { type: "compare", actor: actor(), inputs, outputs: [`look:${look.hash}`], verdict: look.decision },
    { now },
  );
}

async function parsePlan(file: string): Promise<SequentialPlan> {
  const text = await readText(file);
  try {
    return parseDocument(sequentialPlanKind, text, file);
  } catch (error) {
    if (!(error instanceof CorruptFileError)) throw error;
    throw new CorruptFileError("this plan was edited: its content does not match its hash", {
      place: error.place,
      hint: "Restore it from a copy, or, before the first look, make a new one with assay plan --looks.",
    });
  }
}

async function checkAgainstLog(plan: SequentialPlan, file: string, workspace: Workspace): Promise<void> {
  const looks: string[] = [];
  for await (const { inputs, outputs } of readEvents(workspace)) {
    for (const tag of [...inputs, ...outputs]) {
      if (tag.startsWith(`sequential-plan:${plan.id}@`) && tag !== tagOf(plan)) {
        throw new ChangedPlanError("the event log holds another hash for it", {
          place: { file, path: "content_hash" },
        });
      }
    }
    if (inputs.includes(tagOf(plan))) looks.push(...outputs.filter((output) => output.startsWith("look:")));
  }
  const known = new Set(plan.history.map(({ hash }) => `look:${hash}`));
  const lost = looks.findIndex((look) => !known.has(look));
  if (lost !== -1) {
    throw new ChangedPlanError(`look ${lost + 1} of the event log is not in its history`, {
      place: { file, path: "history" },
    });
  }
}

function tagOf({ id, contentHash }: SequentialPlan): string {
  return `sequential-plan:${id}@${contentHash}`;
}

/** A folder without a store keeps no log: the plan's own hashes stand alone there. */
async function storeOf(cwd: string): Promise<Workspace | null> {
  const found = await findWorkspace(cwd);
  if (found === null) return null;
  return stat(found.folder).then(
    () => found,
    () => null,
  );
}

function actor(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
