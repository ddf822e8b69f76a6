import { AssayError } from "../errors/assay-error.ts";
import { InvalidInputError, MissingFileError } from "../errors/input-errors.ts";
import { codeOf } from "./cannot-write.ts";

/** What the operating system said on reading `file`, as an error of ours. Errors of ours pass through. */
export function asUnreadable(error: unknown, file: string): AssayError {
  if (error instanceof AssayError) return error;
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new MissingFileError("there is no such file", { place: { file }, cause: error, hint: "Check the name." });
  }
  const reasons: Record<string, string> = {
    EACCES: "no permission to read this file",
    EPERM: "reading this file is not permitted",
    EISDIR: "this is a folder, and a file was expected",
    EIO: "the disk reports an error on reading this file",
  };
  const reason = reasons[code];
  if (reason === undefined && code === "unknown") throw error;
  return new InvalidInputError(reason ?? `this file cannot be read (${code})`, { place: { file }, cause: error });
}
