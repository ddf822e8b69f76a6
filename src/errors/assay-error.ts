/** Where a fault was found: a file with its line, a JSON path, a flag. All parts optional, shown in this order. */
export interface ErrorPlace {
  file?: string;
  line?: number;
  column?: number;
  path?: string;
}

export interface AssayErrorOptions {
  /** The next thing to type or do. One sentence. */
  hint?: string;
  place?: ErrorPlace;
  cause?: unknown;
}

/**
 * Root of every error a caller can act on. `code` is stable for programs, `message` says what, `place` where,
 * `hint` what to do next. `exitCode` is what the command line exits with. Messages never carry secrets or payloads.
 */
export class AssayError extends Error {
  readonly code: string = "assay-error";
  readonly exitCode: number = 2;
  readonly hint: string | undefined;
  readonly place: ErrorPlace;

  constructor(message: string, options: AssayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
    this.place = options.place ?? {};
  }
}

/** "grid.jsonl:12:3 at factors.amount", or "" when nothing is known. */
export function describePlace(place: ErrorPlace): string {
  const at = place.line === undefined ? "" : `:${place.line}${place.column === undefined ? "" : `:${place.column}`}`;
  const file = place.file === undefined ? "" : `${place.file}${at}`;
  return [file, place.path].filter((part) => part !== undefined && part !== "").join(" at ");
}
