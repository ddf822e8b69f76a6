import type { PlanDesign } from "../../schema/report/plan.ts";

/** Everything a plan rests on. */
export interface PlanRequest {
  readonly design: PlanDesign;
  /** Standard deviation: of differences for paired designs, of one group's values for two groups. */
  readonly sd: number | null;
  readonly mean: number | null;
  /** Degrees of freedom behind `sd`; null where it is taken for known. */
  readonly sdDf: number | null;
  /** Share of items on which the two sides will differ, and the items it was seen on. */
  readonly discordant: number | null;
  readonly discordantN: number | null;
  readonly effect: number | null;
  readonly margin: number | null;
  /** Half-width of the interval of a mean. */
  readonly precision: number | null;
  readonly power: number;
  readonly assurance: number;
  readonly alpha: number;
  readonly metrics: number;
  readonly looks: number;
  readonly spending: "obf" | "pocock";
  /** Most units that will be measured under several looks; null for what the power takes. */
  readonly maximum: number | null;
  readonly ratio: number;
  readonly costPer: number | null;
  /** Two-level: cost of one item under one seed, besides `costPer` for the seed. */
  readonly costItem: number | null;
  readonly grid: readonly number[] | null;
  readonly clusters: { readonly size: number; readonly icc: number; readonly sizeCv?: number } | null;
  readonly levels: {
    readonly seed: number;
    readonly item: number;
    readonly seedItem: number;
    readonly items: number;
    /** Degrees of freedom behind the parts; null where they are taken for known. */
    readonly df: number | null;
    /** Whether equal seeds of the pilots were pairs; null without pilots. */
    readonly pairedSeeds: boolean | null;
  } | null;
  readonly legacy: boolean;
}
