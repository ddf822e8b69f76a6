import { z } from "zod";
import { seed } from "./common-fields.ts";

/** An interval in the unit of its estimate, as every record stores it. */
export const interval = z.strictObject({
  low: z.number().nullable().describe("Lower limit; null where that side is open."),
  high: z.number().nullable().describe("Upper limit; null where that side is open."),
  level: z.number().gt(0).lt(1).describe("Coverage it promises, a share in (0,1)."),
  method: z.string().min(1).describe("How it was made, for example wilson, bca, studentised, welch."),
  sides: z.enum(["two", "lower", "upper"]).optional().describe("Which sides are limits; absent means two."),
  monteCarloError: z
    .strictObject({
      low: z.number().nullable().describe("Doubt of the lower limit."),
      high: z.number().nullable().describe("Doubt of the upper limit."),
    })
    .optional()
    .describe("How far each limit may be off because the resamples are finite."),
  resamples: z.number().int().positive().optional().describe("Number of resamples, where it was resampled."),
  seed: seed.optional().describe("Seed of the resampling."),
  stream: z.string().optional().describe("Names of the random stream, joined by /."),
});
export type IntervalRecord = z.infer<typeof interval>;
