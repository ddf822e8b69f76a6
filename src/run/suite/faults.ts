import { InvalidInputError } from "../../errors/input-errors.ts";
import { type DocumentFault, InvalidDocumentError } from "../../errors/invalid-document-error.ts";
import { nearestName } from "../../errors/nearest-name.ts";
import { formatJsonPath, type JsonPath } from "../../schema/json-path.ts";
import type { DocumentPlace } from "../../schema/parse-json.ts";

/** Collects everything wrong with a suite, so that its author sees all of it at once. */
export interface FaultList {
  /** A fault of the value at `path` of the suite's own file. */
  add(path: JsonPath, message: string, hint?: string): void;
  /** "unknown factor …", with the nearest known name. */
  unknownName(path: JsonPath, what: string, name: string, known: readonly string[]): void;
  /** Runs a reader that throws on a fault, such as a template; null when it did. */
  attempt<T>(read: () => T): T | null;
  /** Throws what was collected, if anything. */
  throwIfAny(): void;
}

export function faultList(document: DocumentPlace): FaultList {
  const faults: DocumentFault[] = [];
  const placeOf = (path: JsonPath): DocumentFault["place"] => {
    const { locate, ...place } = document;
    // What is missing stands nowhere; the nearest thing around it does.
    let position = null;
    for (let length = path.length; position === null && length > 0; length--) {
      position = locate?.(path.slice(0, length)) ?? null;
    }
    return { ...place, ...position, path: formatJsonPath(path) };
  };
  const add = (path: JsonPath, message: string, hint?: string): void => {
    faults.push({ message, place: placeOf(path), ...(hint === undefined ? {} : { hint }) });
  };
  return {
    add,
    unknownName(path, what, name, known) {
      const nearest = nearestName(name, known);
      const hint = nearest === null ? `Known: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
      add(path, `there is no ${what} "${name}"`, hint);
    },
    attempt(read) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof InvalidInputError)) throw error;
        const { message, place, hint } = error;
        faults.push({ message, place, ...(hint === undefined ? {} : { hint }) });
        return null;
      }
    },
    throwIfAny() {
      const [first, ...others] = faults;
      if (first !== undefined) throw new InvalidDocumentError([first, ...others]);
    },
  };
}
