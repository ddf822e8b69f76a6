import { AssayError } from "../errors/assay-error.ts";
import { CannotWriteError } from "../errors/storage-errors.ts";

const reasons: Record<string, { what: string; hint: string }> = {
  ENOSPC: { what: "the disk is full", hint: "Free some space, then run the same command again." },
  EDQUOT: { what: "the disk quota is used up", hint: "Free some space, then run the same command again." },
  EFBIG: { what: "the file would be larger than the file system allows", hint: "Move the workspace to another disk." },
  EROFS: { what: "the file system is read-only", hint: "Choose a folder that can be written to." },
  EACCES: { what: "no permission to write here", hint: "Choose a folder that you own, or change its permissions." },
  EPERM: { what: "writing here is not permitted", hint: "Choose a folder that you own, or change its permissions." },
  EIO: { what: "the disk reports an error", hint: "Copy the workspace to another disk and check this one." },
  ENOTDIR: {
    what: "a part of this path is a file, not a folder",
    hint: "Move that file away, or choose another folder.",
  },
  EEXIST: {
    what: "a file stands where the folder should be",
    hint: "Move that file away, or choose another folder.",
  },
  EISDIR: { what: "a folder stands where the file should be", hint: "Move that folder away." },
  EMFILE: { what: "too many files are open", hint: "Raise the limit with: ulimit -n 4096" },
};

/** What the operating system said on writing `file`, as an error that says what to do next. Others pass through. */
export function asCannotWrite(error: unknown, file: string): Error {
  const code = codeOf(error);
  if (error instanceof Error && (error instanceof AssayError || !("syscall" in error))) return error;
  const reason = reasons[code];
  return new CannotWriteError(reason?.what ?? `writing failed (${code})`, {
    place: { file },
    cause: error,
    hint: reason?.hint ?? "Nothing was changed. Look at the cause with --debug.",
  });
}

/** The system's name of an error (`ENOENT`), or `unknown`. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "unknown";
}
