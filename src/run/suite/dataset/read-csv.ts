import { InvalidInputError } from "../../../errors/input-errors.ts";
import { readLineBatches } from "../../../store/read-lines.ts";
import type { CaseRecord, ReadOptions } from "./case-record.ts";
import { missingColumn } from "./read-jsonl.ts";

const lineFeed = Buffer.from("\n");

/**
 * Rows of a comma-separated file with a header (RFC 4180: fields with commas, quotes or line feeds stand in quotes, a
 * quote inside is doubled), streamed. Every value is text. Faults name file, line and column.
 */
export async function* readCsv(file: string, { onBytes, required, optional }: ReadOptions): AsyncGenerator<CaseRecord> {
  let header: string[] | null = null;
  let row = 0;
  for await (const { text, line } of readRecords(file, onBytes)) {
    const fields = splitRecord(text, file, line);
    if (header === null) {
      header = checkHeader(fields, [...required, ...optional], { file, line });
      continue;
    }
    if (fields.length === 1 && fields[0] === "") continue;
    if (fields.length !== header.length) {
      throw new InvalidInputError(`this row has ${fields.length} fields, the header has ${header.length}`, {
        place: { file, line },
        hint: "Put fields that hold commas or line feeds in double quotes.",
      });
    }
    row++;
    yield { row, line, columns: Object.fromEntries(header.map((name, i) => [name, fields[i]!])) };
  }
  if (header === null) throw new InvalidInputError("this file is empty", { place: { file, line: 1 } });
}

/** Lines, joined where a quoted field runs over a line feed: an open quote leaves an odd number of them. */
async function* readRecords(file: string, onBytes: ReadOptions["onBytes"]) {
  let open: string | null = null;
  let openedAt = 0;
  for await (const batch of readLineBatches(file)) {
    for (const { bytes, line, ended } of batch) {
      onBytes?.(bytes);
      if (ended) onBytes?.(lineFeed);
      let text: string = bytes.toString("utf8");
      if (line === 1) text = text.replace(/^\uFEFF/, "");
      if (open !== null) text = `${open}\n${text}`;
      else openedAt = line;
      if (countQuotes(text) % 2 === 1) {
        open = text;
        continue;
      }
      open = null;
      yield { text: text.endsWith("\r") ? text.slice(0, -1) : text, line: openedAt };
    }
  }
  if (open !== null) {
    throw new InvalidInputError("a quoted field is never closed", {
      place: { file, line: openedAt, column: open.indexOf('"') + 1 },
      hint: 'Close it with ", and double every quote inside.',
    });
  }
}

function countQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count++;
  return count;
}

const quotedField = /"((?:[^"]|"")*)"(,|$)/y;
const plainField = /([^",]*)(,|$)/y;

function splitRecord(text: string, file: string, line: number): string[] {
  const fields: string[] = [];
  for (let at = 0; ; ) {
    const pattern = text[at] === '"' ? quotedField : plainField;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) {
      const before = text.slice(0, at).split("\n");
      throw new InvalidInputError("a quote stands where none may", {
        place: { file, line: line + before.length - 1, column: before.at(-1)!.length + 1 },
        hint: 'Put the whole field in quotes, and double every quote inside: "5"" pipe".',
      });
    }
    fields.push(pattern === quotedField ? found[1]!.replaceAll('""', '"') : found[1]!);
    if (found[2] === "") return fields;
    at = pattern.lastIndex;
  }
}

function checkHeader(header: string[], required: readonly string[], place: { file: string; line: number }): string[] {
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) throw new InvalidInputError(`column "${twice}" occurs twice`, { place });
  for (const name of required) if (!header.includes(name)) throw missingColumn(name, header, place);
  return header;
}
