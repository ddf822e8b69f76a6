import { AssayError, describePlace } from "../errors/assay-error.ts";
import { InvalidOptionError } from "../errors/statistics-errors.ts";
import { plainText } from "./plain-text.ts";

/** What went wrong, where, what to do next; the stack only when asked for. */
export function renderError(error: unknown, options: { debug: boolean }): string {
  const lines: string[] = [];
  if (error instanceof AssayError) {
    lines.push(`error: ${error.message}`);
    const place = describePlace(error.place);
    if (place !== "") lines.push(`  where: ${place}`);
    lines.push(`  next:  ${error.hint ?? plainNext(error)}`);
  } else {
    lines.push(`error: ${error instanceof Error ? error.message : String(error)}`);
    lines.push("  next:  This looks like a fault of assay itself. Run again with --debug and report what it prints.");
  }
  if (options.debug && error instanceof Error) {
    lines.push(error.stack ?? "");
    if (error.cause instanceof Error) lines.push(`caused by ${error.cause.stack}`);
  }
  return `${lines.map(plainText).join("\n")}\n`;
}

/** For errors that leave the next step to the reader: where a place is told, that is where it is. */
function plainNext(error: AssayError): string {
  if (error instanceof InvalidOptionError && error.option.startsWith("--"))
    return `Change ${error.option}; what it takes stands in --help of the same command.`;
  if (error.place.file !== undefined) return "Mend it there, then run the same command again.";
  return "Change it, then run the same command again; --help says what is expected.";
}

export function exitCodeOf(error: unknown): number {
  return error instanceof AssayError ? error.exitCode : 2;
}
