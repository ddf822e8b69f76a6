import { parseCsv } from "../../../../compare/read/parse-csv.ts";
import { InvalidInputError } from "../../../../errors/input-errors.ts";
import { csvTable } from "../../../../report/csv.ts";
import type { ResponseMatrix } from "./response-matrix.ts";

const leading = ["query_id", "tier", "description"] as const;

/**
 * Reads a response matrix: the columns query_id, tier and description, then one a run, each cell 0 or 1. Throws
 * InvalidInputError for anything else, for a query named twice, and under two runs or two queries.
 */
export function parseResponses(text: string, file: string): ResponseMatrix {
  const rows = parseCsv(text, file);
  const columns = Object.keys(rows[0]?.cells ?? {});
  const absent = leading.filter((column) => !columns.includes(column));
  if (rows.length > 0 && absent.length > 0) {
    throw new InvalidInputError(`no column ${absent.map((name) => `"${name}"`).join(", ")}`, {
      place: { file, line: 1 },
      hint: `A response matrix has the columns ${leading.join(", ")} and one a run.`,
    });
  }
  const runs = columns.filter((column) => !(leading as readonly string[]).includes(column));
  if (rows.length < 2 || runs.length < 2) {
    throw new InvalidInputError(`${rows.length} queries and ${runs.length} runs cannot agree or disagree`, {
      place: { file },
      hint: "Two queries and two runs are the least.",
    });
  }
  const seen = new Set<string>();
  const read = rows.map(({ line, cells }) => {
    const id = String(cells["query_id"]).trim();
    const tier = Number(cells["tier"]);
    if (id === "" || seen.has(id)) {
      throw new InvalidInputError(id === "" ? "this query has no id" : `query ${id} stands there twice`, {
        place: { file, line },
        hint: "Give every query an id of its own.",
      });
    }
    seen.add(id);
    if (!Number.isInteger(tier) || tier < 1 || tier > 4) {
      throw new InvalidInputError(`"${String(cells["tier"])}" is not a tier from 1 to 4`, {
        place: { file, line, path: "tier" },
      });
    }
    const answers = runs.map((run) => {
      const answer = String(cells[run]).trim();
      if (/^[01](\.0+)?$/.test(answer)) return Number(answer);
      throw new InvalidInputError(`"${answer.slice(0, 40)}" is neither 0 nor 1`, {
        place: { file, line, path: run },
        hint: "Answer every query for every run, or leave the query or the run out.",
      });
    });
    return { query: { id, tier, description: String(cells["description"]) }, answers: Uint8Array.from(answers) };
  });
  return { queries: read.map(({ query }) => query), runs, answers: read.map(({ answers }) => answers) };
}

/** The same as text. */
export function responsesCsv({ queries, runs, answers }: ResponseMatrix): string {
  return csvTable(
    [...leading, ...runs],
    queries.map(({ id, tier, description }, q) => [id, tier, description, ...answers[q]!]),
  );
}
