import type { RecordSet } from "./record-set.ts";

export type Shape = "long" | "nested" | "wide" | "dense" | "every-eval-ever" | "assay";

/**
 * One way to read a file as a table of scores. A reading yields (first, second, score) triples; which of the two sides
 * are the models is settled apart.
 */
export interface Reading {
  readonly shape: Shape;
  readonly set: RecordSet;
  readonly cells: LongCells | WideCells;
  /** Keys of the two sides as the file spells them, for deciding roles: `model_id`, `@key`, `@columns`. */
  readonly first: string;
  readonly second: string;
  /** Columns that name the same things as the first or second side: `model_name` beside `model_id`. */
  readonly firstNames?: readonly number[];
  readonly secondNames?: readonly number[];
  /** Columns of numbers that are taken for facts, not for scores. */
  readonly aside?: readonly string[];
}

/** One score a record. */
export interface LongCells {
  readonly kind: "long";
  readonly first: number;
  /** More than one column where they name the second side together. */
  readonly second: readonly number[];
  readonly score: number;
}

/** One line of the table a record: its columns are the second side. */
export interface WideCells {
  readonly kind: "wide";
  readonly id: number;
  readonly values: readonly { readonly column: number; readonly name: string }[];
}

/** A reading with what speaks for it, each in [0, 1]. */
export interface Candidate {
  readonly reading: Reading;
  readonly score: number;
  readonly parts: {
    readonly parse: number;
    readonly roles: number;
    readonly joins: number;
    readonly fill: number;
  };
  /** Three cells, for telling readings apart. */
  readonly examples: readonly string[];
}

/** The reading as `--map` spells it. `modelsFirst` says which side the models are. */
export function mapLine({ set, cells, first, second }: Reading, modelsFirst: boolean): string {
  const [model, benchmark] = modelsFirst ? [first, second] : [second, first];
  const score = cells.kind === "long" ? set.columns[cells.score] : `${valuePrefix(set, cells)}*`;
  return `${set.path}:model=${model},benchmark=${benchmark},score=${score}`;
}

/** What the keys of all value columns begin with: `scores.` of `scores.mmlu`, `scores.gpqa`. */
export function valuePrefix({ prefixes }: RecordSet, { values }: WideCells): string {
  return prefixes[values[0]?.column ?? 0] ?? "";
}
