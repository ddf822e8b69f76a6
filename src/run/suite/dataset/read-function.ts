import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { CaseInput, SuiteFunctions } from "../suite-module.ts";
import type { CaseRecord, ReadOptions } from "./case-record.ts";

/** Rows that the `data` function of a TypeScript suite yields. `line` is the row's number: there is no file to count. */
export async function* readFunction(
  file: string,
  { data }: SuiteFunctions,
  { required }: ReadOptions,
): AsyncGenerator<CaseRecord> {
  if (data === null) {
    throw new InvalidInputError("format function needs a data function", {
      place: { file, path: "dataset.format" },
      hint: "Only a .ts suite has one: suite({ data: async function* () { … } }).",
    });
  }
  let row = 0;
  for await (const item of data()) {
    row++;
    const columns = columnsOf(item, row);
    for (const name of required) {
      if (columns[name] !== undefined) continue;
      throw new InvalidInputError(`case ${row} of data() has no "${name}"`, { place: { file } });
    }
    yield { row, line: row, columns };
  }
}

function columnsOf({ metadata = {}, id, cluster, input, expected }: CaseInput, row: number): Record<string, unknown> {
  const own = { id: id ?? String(row), input, expected, cluster: cluster ?? id ?? String(row) };
  return { ...metadata, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) };
}
