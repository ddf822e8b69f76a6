import type { SuiteFunctions } from "../suite-module.ts";
import type { CaseRecord, ReadOptions } from "./case-record.ts";
import { readCsv } from "./read-csv.ts";
import { readFunction } from "./read-function.ts";
import { readJsonl } from "./read-jsonl.ts";
import { readParquet } from "./read-parquet.ts";

export interface DatasetOptions extends ReadOptions {
  readonly format: "jsonl" | "csv" | "parquet" | "function";
  readonly functions: SuiteFunctions;
}

/** The rows of a data set, streamed, whatever its format. */
export function readDataset(
  file: string,
  { format, functions, ...options }: DatasetOptions,
): AsyncIterable<CaseRecord> {
  switch (format) {
    case "jsonl":
      return readJsonl(file, options);
    case "csv":
      return readCsv(file, options);
    case "function":
      return readFunction(file, functions, options);
    case "parquet":
      return readParquet(file, options);
  }
}
