import { join, resolve } from "node:path";
import type { PlanRequest } from "../../compare/plan/plan-request.ts";
import { readSequentialPlan, registerPlan } from "../../compare/sequential/plan-file.ts";
import { InvalidInputError, MissingFileError } from "../../errors/input-errors.ts";
import { svgToPng } from "../../report/svg-to-png.ts";
import { plural } from "../../report/words.ts";
import { contentHash } from "../../schema/content-hash.ts";
import { documentText, sealDocument } from "../../schema/document.ts";
import type { Plan } from "../../schema/report/plan.ts";
import { type SequentialPlan, sequentialPlanKind } from "../../schema/report/sequential-plan.ts";
import type { Io } from "../io.ts";
import { writeReport } from "../write-report.ts";
import { plannedBoundaryPicture } from "./plan-pictures.ts";

interface LooksRequest {
  readonly plan: Plan;
  readonly request: PlanRequest;
  readonly lastLook: { readonly n: number; readonly n2: number | null };
  readonly metric: string | null;
  readonly minEffect: number | null;
  readonly folder: string;
}

const fileName = "sequential-plan.json";

/** Writes the plan of looks beside the plan of the sample, seals its hash where there is a log, and says what to do with it. */
export async function planLooks(io: Io, { plan, request, metric, ...rest }: LooksRequest): Promise<string> {
  const folder = resolve(io.cwd, rest.folder);
  if (metric === null) {
    throw new InvalidInputError("a plan of looks is for one metric, and none is named", {
      place: { path: "--metric" },
      hint: "Say which one will be looked at: --metric accuracy",
    });
  }
  await refuseUsedPlan(join(folder, fileName), io.cwd);
  const { n, n2 } = rest.lastLook;
  const fields = {
    metric,
    alpha: request.alpha / request.metrics,
    spending: request.spending,
    sides: "per-side",
    looks: request.looks,
    maximumInformation: n2 === null ? n : 2 / (1 / n + 1 / n2),
    unit: plan.unit,
    power: request.effect === null ? null : request.power,
    effect: request.effect,
    minEffect: rest.minEffect,
  } as const;
  const sealed: SequentialPlan = sealDocument(sequentialPlanKind, {
    id: `looks-${contentHash([fields, plan.createdAt]).slice(0, 12)}`,
    createdAt: plan.createdAt,
    tool: plan.tool,
    ...fields,
    history: [],
  });
  const { name, svg, dataCsv } = plannedBoundaryPicture(sealed);
  await writeReport(folder, {
    [fileName]: documentText(sequentialPlanKind, sealed),
    [`pictures/${name}.svg`]: svg,
    [`pictures/${name}.png`]: svgToPng(svg),
    [`pictures/${name}.csv`]: dataCsv,
  });
  const logged = await registerPlan(sealed, io.cwd, new Date(plan.createdAt));
  const where = logged ? "its hash is in the event log" : "its hash seals it; keep a copy";
  return `Looks: ${rest.folder}/${fileName} (${where}). Each look: assay compare A B --plan ${rest.folder}/${fileName}\n`;
}

/** A plan that was looked at is not written over. */
async function refuseUsedPlan(file: string, cwd: string): Promise<void> {
  const before = await readSequentialPlan(file, cwd).catch((error) => {
    if (error instanceof MissingFileError) return null;
    throw error;
  });
  if (before === null || before.history.length === 0) return;
  throw new InvalidInputError(`there is a plan with ${plural(before.history.length, "look")} already`, {
    place: { file },
    hint: "Write the new one into another folder with --out.",
  });
}
