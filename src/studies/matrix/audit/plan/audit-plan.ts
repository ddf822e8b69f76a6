import { z } from "zod";
import { fromDisk, toDisk } from "../../../../schema/codec.ts";
import { timestamp } from "../../../../schema/common-fields.ts";
import { contentHash } from "../../../../schema/content-hash.ts";
import { parseJson, placeInJson } from "../../../../schema/parse-json.ts";
import { queryRule } from "../queries/query-set.ts";

const condition = z.discriminatedUnion("op", [
  z.strictObject({ op: z.enum(["ge", "gt", "le", "lt"]), value: z.number() }),
  z.strictObject({ op: z.literal("between"), value: z.tuple([z.number(), z.number()]) }),
  z.strictObject({
    op: z.literal("fork"),
    tier: z.int().min(1).max(4),
    reads: z.string().describe("What the paths of all fields in its rule begin with."),
  }),
]);

const statistic = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("share"), rule: queryRule }).describe("Share of runs to which the rule says yes."),
  z.strictObject({ kind: z.literal("mean_jaccard") }).describe("Mean overlap of the selected benchmarks over pairs."),
  z.strictObject({ kind: z.literal("top_fork") }).describe("The query that adds or takes most of W."),
]);

const hypothesisSchema = z.strictObject({
  id: z.string().min(1),
  text: z.string().min(1),
  statistic,
  condition,
  subset: z
    .enum(["successful", "not_flagged"])
    .describe("Runs it is about; not_flagged leaves out leaks and suspects."),
});

const planFields = z.strictObject({
  schema: z.literal("assay/audit-plan@1"),
  seed: z.int(),
  bins: z.record(z.string(), z.array(z.number()).min(1)).describe("By field: the only thresholds rules may use."),
  hypotheses: z.array(hypothesisSchema),
  frozenAt: timestamp.nullable().describe("When it was frozen; what changed since is exploratory."),
  sha256: z.string().nullable().describe("Of the canonical JSON without this key."),
});

/** What is to be looked for in the runs, written down before anyone looks. */
export type AuditPlan = z.output<typeof planFields>;
export type Hypothesis = z.output<typeof hypothesisSchema>;

export function parsePlan(text: string, file: string): AuditPlan {
  return fromDisk(planFields, parseJson(text, { file }), placeInJson(file, text));
}

/** The plan as frozen now: with the time and its hash. */
export function frozenPlan(plan: Omit<AuditPlan, "sha256" | "frozenAt">, frozenAt: string): AuditPlan {
  const dated = { ...plan, frozenAt, sha256: null };
  return { ...dated, sha256: planHash(dated) };
}

/** sha256 of the canonical JSON of all but the hash itself. */
export function planHash(plan: AuditPlan): string {
  const { sha256: _, ...rest } = toDisk(planFields, plan) as Record<string, unknown>;
  return contentHash(rest);
}

export function planText(plan: AuditPlan): string {
  return `${JSON.stringify(toDisk(planFields, plan), null, 2)}\n`;
}

/** Why findings under this plan are exploratory; null where it is as it was frozen. */
export function exploratoryReason(plan: AuditPlan): string | null {
  if (plan.frozenAt === null || plan.sha256 === null) return "the plan was never frozen";
  return plan.sha256 === planHash(plan) ? null : `the plan was changed after it was frozen at ${plan.frozenAt}`;
}
