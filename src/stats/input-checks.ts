import { InvalidNumberError, InvalidOptionError, LengthMismatchError } from "../errors/statistics-errors.ts";

/**
 * A copy of `values` as doubles, every one finite. Callers may sort or change the copy; the input is never touched.
 * Throws InvalidNumberError at the first NaN, infinity, null or hole.
 */
export function finiteCopy(name: string, values: ArrayLike<number>): Float64Array {
  const copy = new Float64Array(values.length);
  for (let i = 0; i < copy.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== "number" || !Number.isFinite(value)) throw new InvalidNumberError(name, i, value);
    copy[i] = value;
  }
  return copy;
}

/** Throws LengthMismatchError unless both lists have the same length. */
export function requireSameLength(
  firstName: string,
  first: ArrayLike<unknown>,
  secondName: string,
  second: ArrayLike<unknown>,
): void {
  if (first.length !== second.length) {
    throw new LengthMismatchError(firstName, first.length, secondName, second.length);
  }
}

/** A share strictly between 0 and 1, such as a confidence level. 95 is answered with "did you mean 0.95?". */
export function requireOpenShare(name: string, value: number): number {
  if (typeof value === "number" && value > 0 && value < 1) return value;
  const meant = typeof value === "number" && value > 1 && value < 100 ? `Did you mean ${value / 100}?` : undefined;
  throw new InvalidOptionError(name, value, `${name} is a share in (0,1)`, meant);
}

/** A probability in [0, 1]. */
export function requireProbability(name: string, value: number): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new InvalidOptionError(name, value, `${name} is a probability in [0,1]`);
}

/** A finite number greater than 0. */
export function requirePositive(name: string, value: number): number {
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  throw new InvalidOptionError(name, value, `${name} is a finite number above 0`);
}

/** A finite number of at least 0, such as a margin. */
export function requireNonNegative(name: string, value: number): number {
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidOptionError(name, value, `${name} is a finite number of at least 0`);
}

/** Any number, infinities too: where a distribution has its ends. */
export function requireNumber(name: string, value: number): number {
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  throw new InvalidOptionError(name, value, `${name} is a number`);
}

/** Any finite number. */
export function requireFinite(name: string, value: number): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new InvalidOptionError(name, value, `${name} is a finite number`);
}

/** A whole number of at least `least`. */
export function requireCount(name: string, value: number, least = 0): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new InvalidOptionError(name, value, `${name} is a whole number of at least ${least}`);
}
