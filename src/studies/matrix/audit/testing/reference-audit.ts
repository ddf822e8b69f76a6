import { readFileSync } from "node:fs";
import { parseCsv } from "../../../../compare/read/parse-csv.ts";
import { matrixReference } from "../../testing/reference-table.ts";
import type { ResponseMatrix } from "../agreement/response-matrix.ts";
import { parseResponses } from "../agreement/response-table.ts";

/** The published audit of 48 analyses; null where this machine has no reference. */
export function referenceAudit(): {
  readonly matrix: ResponseMatrix;
  readonly welfare: readonly number[];
  readonly forks: readonly { readonly id: string; readonly delta: number; readonly without: number }[];
} | null {
  const file = (name: string) => matrixReference("audit", "evaluator_01", name);
  const [matrix, welfare, forks] = [file("response_matrix.csv"), file("welfare.csv"), file("fork_contributions.csv")];
  if (matrix === null || welfare === null || forks === null) return null;
  const rows = (path: string) => parseCsv(readFileSync(path, "utf8"), path).map(({ cells }) => cells);
  return {
    matrix: parseResponses(readFileSync(matrix, "utf8"), matrix),
    welfare: rows(welfare).map((row) => Number(row["welfare"])),
    forks: rows(forks).map((row) => ({
      id: String(row["query_id"]),
      delta: Number(row["delta_W"]),
      without: Number(row["W_minus_q"]),
    })),
  };
}
