import { AssayError, describePlace } from "../errors/assay-error.ts";
import { plainText } from "./plain-text.ts";

/** What went wrong, where, what to do next; the stack only when asked for. */
export function renderError(error: unknown, options: { debug: boolean }): string {
  const lines: string[] = [];
  if (error instanceof AssayError) {
    lines.push(`error: ${error.message}`);
    const place = describePlace(error.place);
    if (place !== "") lines.push(`  where: ${place}`);
    if (error.hint !== undefined) lines.push(`  next:  ${error.hint}`);
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

export function exitCodeOf(error: unknown): number {
  return error instanceof AssayError ? error.exitCode : 2;
}
