import { AssayError } from "./assay-error.ts";

/** NaN, ±Infinity, null or a hole where a finite number was promised. Dropping values is the caller's decision. */
export class InvalidNumberError extends AssayError {
  override readonly code: string = "invalid-number";
  readonly argument: string;
  readonly index: number;
  readonly value: unknown;

  constructor(argument: string, index: number, value: unknown) {
    super(`${argument}[${index}] is ${String(value)}, not a finite number`, {
      hint: "Drop or mend it first; completeCases() drops rows and says which.",
    });
    this.argument = argument;
    this.index = index;
    this.value = value;
  }
}

/** Two lists that must run in step and do not. */
export class LengthMismatchError extends AssayError {
  override readonly code: string = "length-mismatch";

  constructor(firstName: string, firstLength: number, secondName: string, secondLength: number) {
    super(`${firstName} has ${firstLength} values and ${secondName} has ${secondLength}; they must run in step`);
  }
}

/** An option outside its limits. */
export class InvalidOptionError extends AssayError {
  override readonly code: string = "invalid-option";
  readonly option: string;
  readonly value: unknown;

  constructor(option: string, value: unknown, expected: string, hint?: string) {
    super(`${option} is ${String(value)}; ${expected}`, hint === undefined ? {} : { hint });
    this.option = option;
    this.value = value;
  }
}

/** A plan asked of a pilot too thin to carry it. */
export class TooFewObservationsError extends AssayError {
  override readonly code: string = "too-few-observations";
  readonly what: string;
  readonly got: number;
  readonly needed: number;

  constructor(what: string, got: number, needed: number) {
    super(`${what} needs at least ${needed} observations, got ${got}`, {
      hint: `Add ${needed - got} more, or leave this metric out.`,
    });
    this.what = what;
    this.got = got;
    this.needed = needed;
  }
}
