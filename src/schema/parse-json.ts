import type { ErrorPlace } from "../errors/assay-error.ts";
import { InvalidInputError } from "../errors/input-errors.ts";
import { formatJsonPath, type JsonPath } from "./json-path.ts";
import { locateJson, locateJsonFault, type TextPosition } from "./locate-json.ts";

/** Where a document came from, and how to find a line in it when something turns out to be wrong. */
export interface DocumentPlace extends ErrorPlace {
  locate?: (path: JsonPath) => TextPosition | null;
}

/** Parses JSON text (a byte-order mark is allowed). A fault names file, line and column, and never quotes the text. */
export function parseJson(text: string, place: ErrorPlace = {}): unknown {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw describeFault(body, place, cause);
  }
}

/** The place of a whole JSON file: faults found later in its values are traced back to their line. */
export function placeInJson(file: string, text: string): DocumentPlace {
  return { file, locate: (path) => locateJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, path) };
}

/** The place of one value of a document, with its line where that can be told. */
export function placeAt({ locate, ...place }: DocumentPlace, path: JsonPath): ErrorPlace {
  const text = formatJsonPath(path);
  const position = locate?.(path) ?? locate?.(path.slice(0, -1)) ?? {};
  const prefix = place.path ?? "";
  const joined = prefix === "" || text === "" || text.startsWith("[") ? prefix + text : `${prefix}.${text}`;
  return { ...place, ...position, ...(joined === "" ? {} : { path: joined }) };
}

function describeFault(text: string, place: ErrorPlace, cause: unknown): InvalidInputError {
  const fault = locateJsonFault(text);
  if (fault === null) return new InvalidInputError("this is not valid JSON", { place, cause });
  const atEnd = text.slice(endOffset(text, fault)).trim() === "";
  const line = place.line === undefined ? fault.line : place.line + fault.line - 1;
  return new InvalidInputError(
    text.trim() === ""
      ? "this is empty, and JSON was expected"
      : `this is not valid JSON: expected ${fault.expected}${atEnd ? ", but the text ends here" : ""}`,
    { place: { ...place, line, column: fault.column }, cause, ...hintFor(text, fault) },
  );
}

function endOffset(text: string, { line, column }: TextPosition): number {
  let start = 0;
  for (let i = 1; i < line; i++) start = text.indexOf("\n", start) + 1;
  return start + column - 1;
}

function hintFor(text: string, fault: TextPosition): { hint?: string } {
  const rest = text.slice(endOffset(text, fault));
  if (/^[+-]?(?:NaN|Infinity|inf)/.test(rest)) return { hint: "JSON has no NaN or Infinity; write null and a reason." };
  if (/^\s*[<]/.test(text)) return { hint: "This looks like a web page. Was a login or error page saved?" };
  if (/^version https:\/\/git-lfs/.test(text)) return { hint: "This is a Git LFS pointer; run: git lfs pull" };
  return {};
}
