import { InvalidInputError } from "../../errors/input-errors.ts";
import type { TableRow } from "./table.ts";

/**
 * Rows of comma-separated text with a header line (RFC 4180: quotes, doubled quotes, line ends inside quotes; a
 * byte-order mark is allowed), each with the line it begins on. A row of another width than the header is an error.
 */
export function parseCsv(text: string, file: string, separator: "," | "\t" = ","): TableRow[] {
  const [header, ...records] = splitRecords(text.replace(/^\ufeff/, ""), file, separator);
  if (header === undefined) {
    throw new InvalidInputError("this file is empty, and a header line was expected", { place: { file } });
  }
  const names = header.fields.map((name) => name.trim());
  const [only, second] = names;
  const other = second === undefined ? /[;\t|]/.exec(only!)?.[0] : undefined;
  if (other !== undefined) {
    throw new InvalidInputError(`the header is one cell with ${JSON.stringify(other)} in it`, {
      place: { file, line: header.line },
      hint: "Separate the cells by commas, or by tabs in a file that ends in .tsv.",
    });
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InvalidInputError(`two columns are called "${twice}"`, { place: { file, line: header.line } });
  }
  return records.map(({ fields, line }) => {
    if (fields.length !== names.length) {
      throw new InvalidInputError(`this row has ${fields.length} cells, and the header has ${names.length}`, {
        place: { file, line },
        hint: "Quote cells that hold a comma, a quote or a line end.",
      });
    }
    return { line, cells: Object.fromEntries(names.map((name, i) => [name, fields[i]!])) };
  });
}

interface CsvRecord {
  readonly fields: string[];
  readonly line: number;
}

function splitRecords(text: string, file: string, separator: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let [at, line, begin] = [0, 1, 1];
  while (at < text.length) {
    if (fields.length === 0) begin = line;
    let field = "";
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (at >= text.length) {
          throw new InvalidInputError("a quoted cell is never closed", { place: { file, line: begin } });
        }
        if (text[at] === "\n") line++;
        if (text[at] !== '"') field += text[at];
        else if (text[at + 1] === '"') field += text[at++];
        else break;
      }
      at++;
    }
    const end = endOfField(text, at, separator);
    field += text.slice(at, end);
    at = end;
    fields.push(field);
    if (text[at] === separator && at + 1 < text.length) at++;
    else {
      if (text[at] === separator) fields.push("");
      if (text[at] === "\r" && text[at + 1] === "\n") at++;
      at++;
      line++;
      if (fields.length > 1 || fields[0]!.trim() !== "") records.push({ fields, line: begin });
      fields = [];
    }
  }
  return records;
}

function endOfField(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}
