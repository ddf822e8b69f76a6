import type { ErrorPlace } from "../../../errors/assay-error.ts";

/**
 * Records of one kind, wherever they stood: the objects of an array, the entries of a dictionary, the rows of a CSV.
 * Nested objects are flattened to dotted columns; `@key` is a dictionary's own key, `^name` a value of the record around.
 */
export interface RecordSet {
  /** `$.scores[*]`, `$.*`; `$[*]` for rows of a table. */
  readonly path: string;
  /** How its file is written; a heading of a CSV is a name, a key of JSON may be nested. */
  readonly kind: "table" | "json";
  readonly columns: readonly string[];
  /** What of each column's key is the path to it: `scores.` of `scores.gpt-4.1`; "" at the top and in a table. */
  readonly prefixes: readonly string[];
  /** All rows, or the first some thousand of a set that is streamed. */
  readonly sample: readonly RecordRow[];
  /** All rows, in order. */
  readonly each: (visit: RowVisitor) => Promise<void>;
  readonly placeOf: (row: RowPlace, column: number) => ErrorPlace;
}

export interface RowPlace {
  /** Which of the files, from 0. */
  readonly file: number;
  /** A line, or a number that the set itself can trace back. */
  readonly at: number;
}

export interface RecordRow extends RowPlace {
  /** By column; undefined where the record has no such key. */
  readonly cells: readonly unknown[];
}

export type RowVisitor = (cells: readonly unknown[], file: number, at: number) => void;
