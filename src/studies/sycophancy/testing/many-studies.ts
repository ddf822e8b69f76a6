import { compatTable } from "../compat-table.ts";
import { estimands } from "../estimands.ts";
import { estimateModels } from "../estimate-models.ts";
import { tripletTable } from "../triplet-table.ts";
import { type Respondent, simulateRows } from "./simulate-rows.ts";

export interface ManyStudies {
  studies: number;
  triplets: number;
  repeats: number;
  respondent: Omit<Respondent, "modelId">;
  method: "bca" | "percentile" | "t" | "studentised";
  resamples: number;
  permutations: number;
  /** The value the interval should cover. */
  truth: number;
  /** Names the draws, so that tests do not share them. */
  seed: string;
}

/** How often the interval of S covers the truth, the test rejects no effect, and what older uplift says meanwhile. */
export function manyStudies(plan: ManyStudies) {
  const { level, threshold } = { level: 0.95, threshold: 0.33 };
  const onlyS = new Map([["m", estimands.flatMap(({ id }) => (id === "s" ? [id] : []))]]);
  let [covered, rejected, upliftAboveTenth] = [0, 0, 0];
  const values: number[] = [];
  const uplifts: number[] = [];
  for (let i = 0; i < plan.studies; i++) {
    const { triplets, repeats, respondent, method, resamples, permutations } = plan;
    const rows = simulateRows({
      triplets,
      repeats,
      seed: `${plan.seed}-${i}`,
      respondents: [{ modelId: "m", ...respondent }],
    });
    const table = tripletTable(rows, { threshold });
    const options = { level, method, resamples, permutations, seed: i, exempt: () => 0, planted: {} };
    const { models } = estimateModels([{ id: "main", table, asks: onlyS }], options);
    const [s] = models.get("m")!.byVariant.get("main")!;
    const { landlordUplift, tenantUplift } = compatTable(rows, { threshold })[0]!;
    values.push(s!.value!);
    uplifts.push(landlordUplift!, tenantUplift!);
    if (s!.ci!.low <= plan.truth && plan.truth <= s!.ci!.high) covered++;
    if (s!.p! < 0.05) rejected++;
    if ((landlordUplift! + tenantUplift!) / 2 > 0.1) upliftAboveTenth++;
  }
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const share = (count: number) => count / plan.studies;
  return {
    coverage: share(covered),
    rejections: share(rejected),
    upliftAboveTenth: share(upliftAboveTenth),
    meanS: mean(values),
    meanUplift: mean(uplifts),
  };
}
