import { resolve } from "node:path";
import { readEvents } from "../../../store/event-log.ts";
import { findWorkspace } from "../../../store/workspace.ts";
import { type AuditPlan, parsePlan } from "../../../studies/matrix/audit/plan/audit-plan.ts";
import { bundledPlan } from "../../../studies/matrix/audit/plan/bundled-plan.ts";
import type { Io } from "../../io.ts";
import { readText } from "./audit-inputs.ts";

/** The tag of the events under which plans are frozen. */
export const planTag = "audit-plan";

/** The plan named, or the bundled one, and what the event log holds against it. */
export async function readPlan(
  io: Io,
  file: string | undefined,
): Promise<{ readonly plan: AuditPlan; readonly exploratory: string | null }> {
  if (file === undefined) return { plan: bundledPlan, exploratory: null };
  const path = resolve(io.cwd, file);
  const plan = parsePlan(await readText(path, "the plan"), path);
  return { plan, exploratory: await frozenOtherwise(io, path, plan) };
}

/** A plan frozen before under the same path with another hash was changed and frozen again. */
async function frozenOtherwise(io: Io, path: string, plan: AuditPlan): Promise<string | null> {
  const workspace = await findWorkspace(io.cwd);
  if (workspace === null || plan.sha256 === null) return null;
  for await (const event of readEvents(workspace)) {
    if (event.type !== "register" || !event.tags.includes(planTag) || !event.inputs.includes(path)) continue;
    return event.outputs.includes(plan.sha256) ? null : `the event log has it frozen at ${event.ts} with other content`;
  }
  return null;
}
