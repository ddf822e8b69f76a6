import { z } from "zod";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { fromDisk } from "../../../schema/codec.ts";
import { parseJson, placeInJson } from "../../../schema/parse-json.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { findBenchmark } from "../predict/find-names.ts";

const schema = z.record(z.string(), z.number());
/** Stands for every benchmark that is not named. */
const rest = "*";

/**
 * How much each benchmark counts, by position, from `{"gpqa": 3, "*": 0}`. Without "*" the rest counts 1. Throws
 * InvalidInputError for weights below 0, for none above 0, and for benchmarks the table does not know.
 */
export function parseWeights(text: string, file: string, table: ScoreTable): Float64Array {
  const given = fromDisk(schema, parseJson(text, { file }), placeInJson(file, text));
  const below = Object.entries(given).filter(([, weight]) => weight < 0);
  if (below.length > 0) {
    throw new InvalidInputError(`weights below 0: ${below.map(([name, weight]) => `${name} ${weight}`).join(", ")}`, {
      place: { file },
      hint: "0 leaves a benchmark out of the mean.",
    });
  }
  const weights = new Float64Array(table.benchmarks.length).fill(given[rest] ?? 1);
  for (const [name, weight] of Object.entries(given)) {
    if (name !== rest) weights[findBenchmark(table, name)] = weight;
  }
  if (!weights.some((weight) => weight > 0)) {
    throw new InvalidInputError("no benchmark has a weight above 0", { place: { file }, hint: "Give one a weight." });
  }
  return weights;
}
