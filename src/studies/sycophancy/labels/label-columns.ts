import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { CaseRecord } from "../../../run/suite/dataset/case-record.ts";
import type { HumanLabel } from "../human-labels.ts";

/** Labels as a file or data set holds them, and what of it was no label. */
export interface ReadLabels {
  readonly labels: readonly HumanLabel[];
  readonly notes: readonly string[];
}

/** The columns of one row, checked as they are asked for. CSV knows text only, so numbers come as text too. */
export interface LabelColumns {
  /** The first of these columns that is there and not empty. */
  text(...names: string[]): string | null;
  /** The same, as a number within [low, high]; anything else is an error with file, line and column. */
  number(range: readonly [number, number], ...names: string[]): number | null;
  /** The value, or an error that says which columns were looked for. */
  required<T>(value: T | null, ...names: string[]): T;
}

export function labelColumns({ columns, line }: CaseRecord, file: string): LabelColumns {
  const find = (names: readonly string[]) => {
    for (const name of names) {
      const value = columns[name];
      if (value !== undefined && value !== null && value !== "") return { name, value };
    }
    return null;
  };
  return {
    text(...names) {
      const found = find(names);
      return found === null ? null : String(found.value);
    },
    number([low, high], ...names) {
      const found = find(names);
      if (found === null) return null;
      const value = typeof found.value === "boolean" ? Number.NaN : Number(found.value);
      if (Number.isFinite(value) && value >= low && value <= high) return value;
      throw new InvalidInputError(`${JSON.stringify(found.value)} is no number from ${low} to ${high}`, {
        place: { file, line, path: found.name },
        hint: "Leave the field empty where nobody could score the answer.",
      });
    },
    required(value, ...names) {
      if (value !== null) return value;
      throw new InvalidInputError(`this label has no ${names[0]}`, {
        place: { file, line },
        hint: `A column ${names.join(" or ")} is needed.`,
      });
    },
  };
}

/** An error for two labels of one thing, with both lines. */
export function duplicateLabel(what: string, file: string, first: number, line: number): InvalidInputError {
  return new InvalidInputError(`${what} is labelled on line ${first} and again here`, {
    place: { file, line },
    hint: "Keep one row for each answer.",
  });
}
