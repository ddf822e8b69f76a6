import { createReadStream } from "node:fs";
import Papa from "papaparse";
import { InvalidInputError } from "../../../errors/input-errors.ts";

export interface CsvSource {
  /** What errors call it. */
  readonly path: string;
  readonly location: string;
  /** null: told from the text. */
  readonly separator: string | null;
}

/** Return false to stop. Lines count from 1; a row's line is where it begins. */
export type CsvVisitor = (fields: readonly string[], line: number) => boolean | undefined;

/**
 * Streams the rows of a CSV or TSV, the header first. Without `separator` it is told from the text (comma, semicolon,
 * tab, bar). Blank lines are passed over; a row of another width than the header, and quotes that do not close, are
 * errors with their line.
 */
export function eachCsvRow({ path: file, location, separator }: CsvSource, visit: CsvVisitor): Promise<void> {
  return new Promise((resolve, reject) => {
    let line = 1;
    let width = 0;
    let quoted = false;
    const stream = createReadStream(location, { encoding: "utf8", highWaterMark: 1 << 16 });
    // Only where a quote was seen can a field hold a line feed; looking into every field would cost more than parsing.
    stream.on("data", (piece) => {
      quoted ||= piece.includes('"');
    });
    // First the verdict, then the abort: aborting reports completion at once.
    const stop = (parser: { abort(): void }, error?: Error): void => {
      if (error === undefined) resolve();
      else reject(error);
      parser.abort();
      stream.destroy();
    };
    Papa.parse<string[]>(stream, {
      ...(separator === null ? {} : { delimiter: separator }),
      chunk: ({ data, errors }, parser) => {
        const fault = errors.find(({ type }) => type === "Quotes");
        for (const [i, fields] of data.entries()) {
          const begin = line;
          line += 1 + (quoted ? lineFeeds(fields) : 0);
          if (fault?.row === i) {
            return stop(parser, badQuotes(file, begin));
          }
          if (fields.length === 1 && fields[0]!.trim() === "") continue;
          if (width === 0) {
            width = fields.length;
            fields[0] = fields[0]!.replace(/^\ufeff/, "");
          } else if (fields.length !== width) {
            return stop(parser, wrongWidth(file, begin, fields.length, width));
          }
          if (visit(fields, begin) === false) {
            return stop(parser);
          }
        }
      },
      complete: () => resolve(),
      error: (error: Error) => reject(error),
    });
  });
}

function lineFeeds(fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) for (let at = field.indexOf("\n"); at !== -1; at = field.indexOf("\n", at + 1)) count++;
  return count;
}

function badQuotes(file: string, line: number): InvalidInputError {
  return new InvalidInputError("a quote stands where none may, or is never closed", {
    place: { file, line },
    hint: 'Put the whole field in quotes, and double every quote inside: "5"" pipe".',
  });
}

function wrongWidth(file: string, line: number, got: number, width: number): InvalidInputError {
  return new InvalidInputError(`this row has ${got} fields, and the header has ${width}`, {
    place: { file, line },
    hint: "Put fields that hold a separator or a line feed in double quotes.",
  });
}
