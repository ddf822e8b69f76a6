import { userInfo } from "node:os";
import { resolve } from "node:path";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { writeFileAtomic } from "../../../store/atomic-file.ts";
import { appendEvent } from "../../../store/event-log.ts";
import { findWorkspace } from "../../../store/workspace.ts";
import { frozenPlan, parsePlan, planText } from "../../../studies/matrix/audit/plan/audit-plan.ts";
import type { Io } from "../../io.ts";
import type { AuditFlags } from "./audit-flags.ts";
import { readText } from "./audit-inputs.ts";
import { planTag } from "./read-plan.ts";

/** `audit --freeze-plan`: stamps a plan with the time and its hash, and tells the event log where there is one. */
export async function freezePlan(io: Io, flags: AuditFlags): Promise<number> {
  const path = resolve(io.cwd, flags.freezePlan!);
  const plan = parsePlan(await readText(path, "the plan"), path);
  if (plan.frozenAt !== null) {
    throw new InvalidInputError(`this plan is frozen since ${plan.frozenAt}`, {
      place: { file: path },
      hint: "Set frozen_at and sha256 to null in a copy to make another plan.",
    });
  }
  const now = new Date();
  const frozen = frozenPlan(plan, now.toISOString());
  await writeFileAtomic(path, planText(frozen));
  const workspace = await findWorkspace(io.cwd);
  if (workspace !== null) {
    const entry = {
      type: "register",
      actor: userInfo().username,
      inputs: [path],
      outputs: [frozen.sha256!],
      tags: [planTag],
    } as const;
    await appendEvent(
      workspace,
      { ...entry, inputs: [...entry.inputs], outputs: [...entry.outputs], tags: [...entry.tags] },
      { now },
    );
  }
  io.out(`frozen at ${frozen.frozenAt}\nsha256 ${frozen.sha256}\n`);
  if (workspace === null) io.err("no workspace here: the hash alone holds the plan to its time\n");
  return 0;
}
