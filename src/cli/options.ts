import { InvalidOptionError } from "../errors/statistics-errors.ts";

/** Parsers for option values; commander calls them with the text after the flag. */
export function wholeNumber(flag: string, least = Number.NEGATIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < least) {
      const from = least === Number.NEGATIVE_INFINITY ? "" : ` from ${least} up`;
      throw new InvalidOptionError(flag, text, `a whole number${from} is expected`);
    }
    return value;
  };
}

export function decimal(flag: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidOptionError(flag, text, "a number is expected");
    return value;
  };
}

export function oneOf<const T extends string>(flag: string, allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((value) => value === text);
    if (found === undefined) throw new InvalidOptionError(flag, text, `one of ${allowed.join(", ")} is expected`);
    return found;
  };
}

/** For options that may be given more than once. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** The keys of an object that are not undefined, so that absent flags stay absent. */
export function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
