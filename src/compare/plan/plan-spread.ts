import { sigmaUpperLimit } from "../../stats/describe/variance-interval.ts";
import { wilson } from "../../stats/proportions/proportion-intervals.ts";
import type { PlannedDesign } from "./plan-design.ts";
import type { PlanRequest } from "./plan-request.ts";

/** Chance that σ lies above its upper limit, and below its lower one. */
const doubt = 0.2;

export type Spreads = ReturnType<typeof spreadLimits>;

/** Favourable and unfavourable σ (or discordant share); null where it is taken for known. */
export function spreadLimits(request: PlanRequest, { spread }: PlannedDesign): { low: number; high: number } | null {
  const { discordant, discordantN, sd, sdDf } = request;
  if (discordant !== null && discordantN !== null && spread === discordant) {
    const { ci } = wilson(Math.round(discordant * discordantN), discordantN, { level: 1 - 2 * doubt });
    return ci?.low == null || ci.high == null ? null : { low: ci.low, high: ci.high };
  }
  const { levels } = request;
  if (levels?.df != null && spread === 1 && request.design === "two-level") {
    return { low: sigmaUpperLimit(1, levels.df, 1 - doubt), high: sigmaUpperLimit(1, levels.df, doubt) };
  }
  if (sd === null || sdDf === null || spread !== sd) return null;
  return { low: sigmaUpperLimit(sd, sdDf, 1 - doubt), high: sigmaUpperLimit(sd, sdDf, doubt) };
}

/** What the doubt is about. */
export function spreadName({ design, discordant }: PlanRequest): string {
  if (design === "two-level") return "the spread";
  return discordant === null ? "sigma" : "the discordant share";
}
