import { AssayError } from "./assay-error.ts";

/** Bytes on disk that do not hold together: a torn line, a broken chain, a hash that does not fit. */
export class CorruptFileError extends AssayError {
  override readonly code: string = "corrupt-file";
}

/** Another live process writes here. */
export class RunLockedError extends AssayError {
  override readonly code: string = "run-locked";
}

/** No space, read-only folder, no permission. Nothing was half-written. */
export class CannotWriteError extends AssayError {
  override readonly code: string = "cannot-write";
}
