import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { MissingFileError } from "../../errors/input-errors.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";
import { parseBenchmarkCosts, type ResolvedCosts, resolveCosts } from "../../studies/matrix/benchmark-costs.ts";

/** The costs of `--costs` and `--default-cost`, or what stands in for them. */
export async function readCosts(
  cwd: string,
  table: ScoreTable,
  flags: { readonly costs?: string; readonly defaultCost?: number },
): Promise<ResolvedCosts> {
  if (flags.costs === undefined) return resolveCosts(table, null, flags.defaultCost ?? null);
  const file = resolve(cwd, flags.costs);
  try {
    const costs = parseBenchmarkCosts(await readFile(file, "utf8"), file);
    return resolveCosts(table, costs, flags.defaultCost ?? null, { file });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new MissingFileError("there is no such file of costs", {
      place: { file },
      hint: `It holds {"schema": "assay/benchmark-costs@1", "currency": "USD", "costs": [{"benchmark_id": "…", "cost": 3}]}.`,
    });
  }
}
