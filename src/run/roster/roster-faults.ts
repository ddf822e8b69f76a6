import { AssayError, describePlace } from "../../errors/assay-error.ts";
import { InvalidInputError } from "../../errors/input-errors.ts";

/** All that is wrong with a roster, at once. */
export class RosterFaultsError extends InvalidInputError {
  override readonly code: string = "roster-faults";
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    super(`${faults.length === 1 ? "one fault" : `${faults.length} faults`} in the roster:\n  ${faults.join("\n  ")}`, {
      place: { file },
      hint: "Nothing was sent. Mend the roster and run again.",
    });
    this.faults = faults;
  }
}

/** One fault in a line: where inside the entry, or in which other file, what, and what to do. */
export function faultText(error: unknown, roster: string, known = ""): string {
  if (!(error instanceof AssayError)) return error instanceof Error ? error.message : String(error);
  const { place } = error;
  const elsewhere = place.file !== undefined && place.file !== roster;
  const where = elsewhere ? describePlace(place) : (place.path?.replace(known, "").replace(/^\./, "") ?? "");
  const hint = error.hint === undefined ? "" : `. ${error.hint}`;
  return `${where === "" ? "" : `${where}: `}${error.message}${hint}`;
}
