import { InvalidInputError } from "../../errors/input-errors.ts";
import type { SequentialPlan } from "../../schema/report/sequential-plan.ts";
import type { CompareOptions } from "../compare-options.ts";

/** The options of a look: what the plan fixed is taken from it, and asking for anything else is an error. */
export function planOptions(plan: SequentialPlan, options: CompareOptions): CompareOptions {
  const fixed = {
    metrics: [plan.metric],
    alpha: plan.alpha,
    level: 1 - plan.alpha,
    minEffect: plan.minEffect ?? 0,
    goal: "superiority",
    correction: "none",
  } as const;
  for (const [key, flag] of [
    ["metrics", "--metric"],
    ["alpha", "--alpha"],
    ["level", "--level"],
    ["minEffect", "--min-effect"],
    ["goal", "--goal"],
    ["correction", "--correction"],
  ] as const) {
    const [asked, planned] = [options[key], fixed[key]];
    if (asked === undefined || String(asked) === String(planned)) continue;
    throw new InvalidInputError(`${flag} ${String(asked)} is not what the plan says: ${String(planned)}`, {
      place: { path: flag },
      hint: `Leave ${flag} out: the plan fixed it before the first look.`,
    });
  }
  return { ...options, ...fixed };
}
