import { InvalidOptionError } from "../../errors/statistics-errors.ts";

/** The value of a flag that is a share. Throws InvalidOptionError outside (0, 1), with what a percentage probably meant. */
export function checkShare(flag: string, value: number): number {
  if (value > 0 && value < 1) return value;
  const meant = value > 1 && value < 100 ? `; did you mean ${value / 100}?` : "";
  throw new InvalidOptionError(flag, value, `a share in (0, 1) is expected${meant}`);
}
