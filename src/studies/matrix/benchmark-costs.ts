import { z } from "zod";
import type { ErrorPlace } from "../../errors/assay-error.ts";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import { fromDisk } from "../../schema/codec.ts";
import { parseJson, placeInJson } from "../../schema/parse-json.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";

/** What it costs to run each benchmark once. */
export type BenchmarkCosts = z.output<typeof benchmarkCosts>;

const benchmarkCosts = z.strictObject({
  schema: z.literal("assay/benchmark-costs@1"),
  currency: z.string().min(1),
  costs: z.array(
    z.strictObject({
      benchmarkId: z.string().min(1),
      cost: z.number().describe("For one model, in the currency."),
      unit: z.string().optional(),
      evidence: z.string().optional().describe("Where the figure is from."),
      date: z.string().optional(),
    }),
  ),
});

export interface ResolvedCosts {
  /** By position in the table's benchmarks. */
  readonly costs: Float64Array;
  readonly unit: string;
  /** Said beside every figure where the costs are not real ones. */
  readonly note: string | null;
}

export function parseBenchmarkCosts(text: string, file: string): BenchmarkCosts {
  return fromDisk(benchmarkCosts, parseJson(text, { file }), placeInJson(file, text));
}

/**
 * Costs by position. Without a file the default stands in for all of them, else the number of items where all are known,
 * else 1.
 * Throws InvalidInputError for costs that are not above 0, unknown benchmarks, and missing ones without a default.
 */
export function resolveCosts(
  table: ScoreTable,
  given: BenchmarkCosts | null,
  defaultCost: number | null,
  place: ErrorPlace = {},
): ResolvedCosts {
  if (defaultCost !== null && !(defaultCost > 0)) {
    throw new InvalidInputError(`--default-cost ${defaultCost} is not above 0`, { hint: "Every run costs something." });
  }
  if (given === null && defaultCost !== null) {
    return {
      costs: new Float64Array(table.benchmarks.length).fill(defaultCost),
      unit: "units",
      note: `no costs given: every benchmark counts ${defaultCost}`,
    };
  }
  if (given === null) {
    const known = table.benchmarks.map(({ itemCount }) => itemCount);
    const counted = known.every((count) => count !== null && count > 0);
    return {
      costs: Float64Array.from(known, (count) => (counted ? count! : 1)),
      unit: counted ? "items" : "runs",
      note: `no costs given: ${counted ? "the number of items stands in for them" : "every benchmark counts 1"}`,
    };
  }
  const bad = given.costs.filter(({ cost }) => !(cost > 0));
  if (bad.length > 0) {
    throw new InvalidInputError(
      `${bad.length} cost(s) are not above 0: ${bad.map(({ benchmarkId, cost }) => `${benchmarkId} ${cost}`).join(", ")}`,
      { hint: "Every run costs something; leave a benchmark out with --exclude-benchmarks.", place },
    );
  }
  const at = new Map(table.benchmarks.flatMap(({ id, name }, j) => [[name, j] as const, [id, j] as const]));
  const costs = new Float64Array(table.benchmarks.length).fill(defaultCost ?? Number.NaN);
  const unknown: string[] = [];
  for (const { benchmarkId, cost } of given.costs) {
    const place = at.get(benchmarkId);
    if (place === undefined) unknown.push(benchmarkId);
    else costs[place] = cost;
  }
  if (unknown.length > 0 && unknown.length === given.costs.length) {
    const near = nearestName(unknown[0]!, [...at.keys()]);
    throw new InvalidInputError("the costs name no benchmark of this table", {
      hint: near === null ? "Use its benchmark ids." : `"${unknown[0]}": did you mean "${near}"?`,
    });
  }
  const missing = table.benchmarks.filter((_benchmark, j) => Number.isNaN(costs[j]!)).map(({ id }) => id);
  if (missing.length > 0) {
    throw new InvalidInputError(`no cost for ${missing.length} benchmark(s): ${missing.join(", ")}`, {
      hint: "Add them to the costs, give --default-cost, or leave them out with --exclude-benchmarks.",
    });
  }
  return { costs, unit: given.currency, note: null };
}
