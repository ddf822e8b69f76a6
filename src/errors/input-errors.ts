import { AssayError, type AssayErrorOptions } from "./assay-error.ts";
import { nearestName } from "./nearest-name.ts";

/** A file, flag or record that does not say what its schema asks for. */
export class InvalidInputError extends AssayError {
  override readonly code: string = "invalid-input";
}

/** A key nobody reads; names the nearest known one. */
export class UnknownKeyError extends InvalidInputError {
  override readonly code: string = "unknown-key";
  readonly key: string;
  readonly known: readonly string[];

  constructor(key: string, known: readonly string[], options: AssayErrorOptions = {}) {
    const nearest = nearestName(key, known);
    super(`unknown key "${key}"`, {
      ...options,
      hint: options.hint ?? (nearest ? `Did you mean "${nearest}"?` : `Known keys: ${known.join(", ")}.`),
    });
    this.key = key;
    this.known = known;
  }
}

/** A file or folder that should be there and is not. */
export class MissingFileError extends AssayError {
  override readonly code: string = "missing-file";
}

/** Written by a newer Assay than this one. */
export class NewerSchemaError extends AssayError {
  override readonly code: string = "newer-schema";
  readonly found: string;
  readonly known: string;

  constructor(found: string, known: string, options: AssayErrorOptions = {}) {
    super(`this file is ${found}, and this version of assay reads up to ${known}`, {
      hint: "Update assay to a version that reads it: npm install assay-bench@latest.",
      ...options,
    });
    this.found = found;
    this.known = known;
  }
}

/** A key the environment should hold. Carries names only, never values. */
export class MissingKeyError extends AssayError {
  override readonly code: string = "missing-key";
  readonly variables: readonly string[];

  constructor(variables: readonly string[], options: AssayErrorOptions = {}) {
    const list = variables.join(", ");
    super(`no value for ${list}`, {
      hint: `Set ${variables.length === 1 ? "it" : "them"} in the environment or in .env: ${variables[0]}=…`,
      ...options,
    });
    this.variables = variables;
  }
}
