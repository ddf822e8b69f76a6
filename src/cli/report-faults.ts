import type { AssayError } from "../errors/assay-error.ts";
import type { Io } from "./io.ts";
import { renderError } from "./render-error.ts";

/** Names files that could not be read, after the answer that could be given without them. Answers the exit code. */
export function reportFaults(io: Io, faults: readonly AssayError[]): number {
  for (const fault of faults) io.err(renderError(fault, { debug: false }));
  return faults[0]?.exitCode ?? 0;
}

/** The same for `--json`. */
export function faultsAsJson(faults: readonly AssayError[]): object[] {
  return faults.map(({ code, message, place, hint }) => ({
    code,
    message,
    ...place,
    ...(hint === undefined ? {} : { hint }),
  }));
}
