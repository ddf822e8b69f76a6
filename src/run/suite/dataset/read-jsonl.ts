import { InvalidInputError } from "../../../errors/input-errors.ts";
import { nearestName } from "../../../errors/nearest-name.ts";
import { parseJson } from "../../../schema/parse-json.ts";
import { readLineBatches } from "../../../store/read-lines.ts";
import type { CaseRecord, ReadOptions } from "./case-record.ts";

const lineFeed = Buffer.from("\n");

/** Rows of a JSON-lines file, streamed. A line that is no JSON object, or lacks a column, names file and line. */
export async function* readJsonl(file: string, { onBytes, required }: ReadOptions): AsyncGenerator<CaseRecord> {
  let row = 0;
  for await (const batch of readLineBatches(file)) {
    for (const { bytes, line, ended } of batch) {
      onBytes?.(bytes);
      if (ended) onBytes?.(lineFeed);
      const text = bytes.toString("utf8");
      if (text.trim() === "") continue;
      const place = { file, line };
      const value = parseJson(text, place);
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new InvalidInputError("a case is a JSON object", { place, hint: 'Write {"input": …} on every line.' });
      }
      const columns = value as Record<string, unknown>;
      for (const name of required) {
        if (columns[name] === undefined) throw missingColumn(name, Object.keys(columns), place);
      }
      row++;
      yield { row, line, columns };
    }
  }
}

/** "column … is missing", with the nearest one that is there. */
export function missingColumn(
  name: string,
  present: readonly string[],
  place: { file: string; line: number },
): InvalidInputError {
  const nearest = nearestName(name, present);
  return new InvalidInputError(`column "${name}" is missing`, {
    place,
    hint: nearest === null ? `There is: ${present.slice(0, 12).join(", ")}.` : `Did you mean "${nearest}"?`,
  });
}
