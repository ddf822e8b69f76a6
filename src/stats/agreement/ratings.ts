import { InvalidNumberError, InvalidOptionError } from "../../errors/statistics-errors.ts";

/** A rating: a number, or a name for nominal statistics; `null` where a rater gave none. */
export type Rating = number | string | null;

/** One row per unit, one column per rater. Rows may be ragged. */
export type RatingTable = readonly (readonly Rating[])[];

/** Ratings coded as places in `levels`; −1 where missing. */
export interface CodedRatings {
  levels: readonly (number | string)[];
  units: readonly Int32Array[];
}

/** Long rows as a table: units and raters in the order they first appear. A pair given twice is refused. */
export function ratingTable(rows: readonly { unit: string | number; rater: string | number; value: Rating }[]): {
  table: Rating[][];
  units: (string | number)[];
  raters: (string | number)[];
} {
  const units = [...new Set(rows.map((row) => row.unit))];
  const raters = [...new Set(rows.map((row) => row.rater))];
  const unitPlace = new Map(units.map((unit, i) => [unit, i]));
  const raterPlace = new Map(raters.map((rater, i) => [rater, i]));
  const table: Rating[][] = units.map(() => new Array<Rating>(raters.length).fill(null));
  const seen = new Set<number>();
  for (const row of rows) {
    const [i, j] = [unitPlace.get(row.unit)!, raterPlace.get(row.rater)!];
    if (seen.has(i * raters.length + j)) {
      throw new InvalidOptionError("rows", `${row.unit} by ${row.rater}`, "a rater rates a unit once");
    }
    seen.add(i * raters.length + j);
    table[i]![j] = row.value;
  }
  return { table, units, raters };
}

/**
 * The table with every value replaced by its place among `levels`: the categories given, or all values that occur,
 * numbers ascending. Throws for NaN, holes, and values outside the given categories.
 */
export function codeRatings(table: RatingTable, categories?: readonly (number | string)[]): CodedRatings {
  const found = new Set<number | string>();
  table.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) {
      const value: unknown = row[j];
      const valid =
        value === null || typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
      if (!valid) throw new InvalidNumberError(`ratings[${i}]`, j, value);
      if (value !== null) found.add(value as number | string);
    }
  });
  const levels = categories ?? [...found].sort(compareLevels);
  const place = new Map(levels.map((level, k) => [level, k]));
  for (const value of found) {
    if (!place.has(value)) throw new InvalidOptionError("categories", value, "every rating is one of the categories");
  }
  const units = table.map((row) => Int32Array.from(row, (value) => (value === null ? -1 : place.get(value)!)));
  return { levels, units };
}

/** Numbers of units one after the other, gaps left out: unit i is values[starts[i]] up to, not including, starts[i + 1]. */
export interface NumericUnits {
  values: Float64Array;
  starts: Int32Array;
}

/** The numbers of a table. Throws for NaN, and for names, which only the nominal metric has. */
export function numericUnits(table: RatingTable): NumericUnits {
  const starts = new Int32Array(table.length + 1);
  const values = new Float64Array(table.reduce((total, row) => total + row.length, 0));
  let count = 0;
  table.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) {
      const value: unknown = row[j];
      if (value === null) continue;
      if (typeof value === "string") {
        throw new InvalidOptionError("metric", "interval", "named ratings have only the nominal metric");
      }
      if (typeof value !== "number" || !Number.isFinite(value)) throw new InvalidNumberError(`ratings[${i}]`, j, value);
      values[count++] = value;
    }
    starts[i + 1] = count;
  });
  return { values: values.subarray(0, count), starts };
}

function compareLevels(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
