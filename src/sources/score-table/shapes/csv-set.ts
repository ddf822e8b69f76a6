import { InvalidInputError } from "../../../errors/input-errors.ts";
import { type CsvSource, eachCsvRow } from "../read/csv-records.ts";
import type { RecordRow, RecordSet } from "./record-set.ts";

export interface CsvFile extends CsvSource {
  readonly bytes: number;
  /** Which of the files, from 0. */
  readonly file: number;
}

/** Small tables are kept; of large ones a beginning is enough to see what they are. */
const wholeBytes = 8 << 20;
const sampleRows = 5_000;

/** The rows of one or more CSV files that have the same header, as one set. */
export async function csvSet(files: readonly CsvFile[], header: readonly string[], path: string): Promise<RecordSet> {
  const sample: RecordRow[] = [];
  const whole = files.reduce((sum, { bytes }) => sum + bytes, 0) <= wholeBytes;
  const share = whole ? Number.POSITIVE_INFINITY : Math.ceil(sampleRows / files.length);
  for (const source of files) {
    let rows = 0;
    let first = true;
    await eachCsvRow(source, (cells, at) => {
      if (!first) {
        sample.push({ cells, file: source.file, at });
        rows++;
      }
      first = false;
      return rows < share;
    });
  }
  return {
    path,
    kind: "table",
    columns: header,
    prefixes: header.map(() => ""),
    sample,
    each: async (visit) => {
      if (whole) return sample.forEach(({ cells, file, at }) => void visit(cells, file, at));
      for (const source of files) {
        let first = true;
        await eachCsvRow(source, (cells, at) => {
          if (!first) visit(cells, source.file, at);
          first = false;
          return true;
        });
      }
    },
    placeOf: ({ file, at }, column) => ({
      file: files.find((entry) => entry.file === file)!.path,
      line: at,
      path: header[column] ?? "",
    }),
  };
}

export async function csvHeader(source: CsvFile): Promise<string[]> {
  let header: string[] | null = null;
  await eachCsvRow(source, (fields) => {
    header = fields.map((name) => name.trim());
    return false;
  });
  if (header === null) throw new InvalidInputError("this file is empty", { place: { file: source.path } });
  return header;
}
