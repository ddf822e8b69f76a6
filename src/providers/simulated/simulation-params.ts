import { z } from "zod";
import { fromDisk } from "../../schema/codec.ts";
import type { RosterEntry } from "../../schema/run/roster.ts";

const share = z.number().min(0).max(1);
const spread = z.number().min(0);

/** What is planted into a simulated model. As a respondent it reads the first part, as a judge the second. */
export const simulationParams = z.strictObject({
  seed: z.union([z.number(), z.string()]).default(1).describe("Changes every draw of this model."),
  effect: z.number().min(-1).max(1).default(0).describe("S: how far it takes the side of whoever asks."),
  bias: z.number().min(-1).max(1).default(0).describe("Lean to the high end of the axis, whoever asks."),
  factorEffects: z
    .record(z.string(), z.record(z.string(), z.number()))
    .default({})
    .describe("Shift by factor and level, for example { amount: { 500: -0.1 } }."),
  sdTriplet: spread.default(0.1).describe("Spread between scenarios, shared by the views of one."),
  sdView: spread.default(0.4).describe("Spread between prompts of one scenario."),
  sdRepeat: spread.default(0.3).describe("Spread between repeats of one prompt."),
  bystanderSpread: spread
    .default(1)
    .describe("Factor on these spreads where a bystander asks: below 1 a duller neutral view."),
  refusalRate: share.default(0).describe("Share of answers the service itself refuses."),
  softRefusalRate: share.default(0).describe("Share of answers that decline in words, for judges to notice."),
  filterRate: share.default(0).describe("Share of answers stopped by a content filter."),
  emptyRate: share.default(0).describe("Share of answers that are empty."),
  truncationRate: share.default(0).describe("Share of answers cut for length."),
  accuracy: share.default(0.8).describe("Share of cases with a right answer that are answered right."),
  rightToWrongRate: share
    .default(0)
    .describe("Share of right answers it takes back at each further turn, for suites that express doubt."),
  wrongToRightRate: share.default(0).describe("Share of wrong answers it mends at each further turn."),
  words: z
    .strictObject({ mean: z.number().positive().describe("Mean."), sd: spread.describe("Standard deviation.") })
    .default({ mean: 100, sd: 30 })
    .describe("Length of an answer in words."),
  latencyMs: z
    .strictObject({
      median: spread.describe("Median."),
      sigma: spread.default(0.4).describe("Sigma of the logarithm."),
    })
    .default({ median: 0, sigma: 0.4 })
    .describe("Log-normal latency; a median of 0 answers at once."),
  failure: z
    .strictObject({
      rateLimitRate: share.default(0).describe("Share of first calls that get a 429."),
      retryAfterS: z.number().min(0).default(1).describe("What those ask to wait."),
      serverErrorRate: share.default(0).describe("Share of first calls that get a 500."),
      cutRate: share.default(0).describe("Share of first calls whose body is cut."),
      timeoutRate: share.default(0).describe("Share of first calls that time out."),
      permanentRate: share.default(0).describe("Share of cells that fail however often they are asked."),
      dailyQuota: z.number().int().positive().nullable().default(null).describe("Calls a day; null: no quota."),
    })
    .prefault({})
    .describe("Planted failures."),
  shrink: z.number().default(1).describe("Judge: factor on what it reads."),
  offset: z.number().default(0).describe("Judge: added towards the high end."),
  positionBias: z.number().default(0).describe("Judge: added towards whoever is named A."),
  verbositySlope: z.number().default(0).describe("Judge: added towards the high end per log word beyond 100."),
  selfPreference: z.number().default(0).describe("Judge: added towards the high end for subjects of its own family."),
  kin: z.array(z.string()).default([]).describe("Judge: ids of further subjects it takes for its own family."),
  noiseSd: spread.default(0).describe("Judge: spread of its noise."),
  unparsedRate: share.default(0).describe("Judge: share of replies that are no score."),
  abstainRate: share.default(0).describe("Judge: share of replies that find no stance to read."),
  formats: z
    .array(z.string())
    .default([])
    .describe("Judge: odd number formats it uses, by name, or a text with {score} in it."),
});
export type SimulationParams = z.infer<typeof simulationParams>;

/** The planted parameters of a roster entry; an unknown key names the nearest. */
export function simulationOf(entry: RosterEntry): SimulationParams {
  return fromDisk(simulationParams, entry.simulate ?? {}, { path: "simulate" });
}
