import { z } from "zod";
import { count, jsonMap } from "../common-fields.ts";
import { type DocumentOf, documentKind } from "../document-kind.ts";
import { reportInput } from "./report-fields.ts";

export const planDesigns = ["paired", "unpaired", "clustered", "two-level", "mcnemar", "non-inferiority"] as const;
export type PlanDesign = (typeof planDesigns)[number];

const share = z.number().min(0).max(1);

export const planRow = z.strictObject({
  criterion: z.string().min(1).describe("What this row answers, for example power .8, assurance .8, budget 10."),
  n: count.nullable().describe("Units: pairs, items, seeds, or values of the first group; null when no n would do."),
  n2: count.nullable().describe("Values of the second group; null where there is none."),
  power: share.nullable().describe("Power at this n for the planned effect."),
  mde: z.number().nonnegative().nullable().describe("Difference this n finds with the planned power."),
  low: z
    .number()
    .nullable()
    .describe("n, or for a budget the power, at the favourable end of what is unknown of sigma."),
  high: z.number().nullable().describe("The same at the unfavourable end."),
  cost: z.number().nonnegative().nullable().describe("Cost of all units, where a price was given."),
  reason: z.string().nullable().describe("Why something above is null."),
});
export type PlanRow = z.infer<typeof planRow>;

export const planPoint = z.strictObject({
  x: z.number().describe("n of a power curve, effect of a minimum-N curve."),
  y: z.number().describe("Power of a power curve, n of a minimum-N curve."),
  low: z.number().nullable().describe("y at the unfavourable end of what is unknown of sigma."),
  high: z.number().nullable().describe("y at the favourable end."),
});
export type PlanPoint = z.infer<typeof planPoint>;

/** How many units a question takes. */
export const planKind = documentKind({
  kind: "plan",
  about: "How many units a question takes: by power, by assurance, by precision, and what given budgets would find.",
  fields: {
    inputs: z.array(reportInput).describe("Pilots, by hash."),
    design: z.enum(planDesigns).describe("How the sides will be measured."),
    unit: z.string().min(1).describe("What n counts."),
    config: jsonMap.describe("Everything the numbers rest on, as it was used."),
    rows: z.array(planRow).describe("One a criterion or budget."),
    curves: z
      .strictObject({
        power: z.array(planPoint).describe("Power by n."),
        minimumN: z.array(planPoint).describe("n by effect."),
      })
      .describe("What the pictures draw."),
    assumptions: z.array(z.string()).describe("Whole sentences without which the numbers mean nothing."),
  },
});
export type Plan = DocumentOf<typeof planKind>;
