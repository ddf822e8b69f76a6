/** One row of a data set, and where it stands. */
export interface CaseRecord {
  /** Row number, from 1; headers and blank lines do not count. */
  readonly row: number;
  readonly line: number;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** The pieces of a data set as they are read. `onBytes` sees the whole file once, in order. */
export interface ReadOptions {
  readonly onBytes?: (bytes: Uint8Array) => void;
  /** Columns every row must have. */
  readonly required: readonly string[];
  /** Columns some rows may lack; a table with a header must have them all the same. */
  readonly optional: readonly string[];
}
