import type { ErrorPlace } from "./assay-error.ts";
import { InvalidInputError } from "./input-errors.ts";

/** One thing wrong with a document. */
export interface DocumentFault {
  message: string;
  hint?: string;
  place: ErrorPlace;
}

const shown = 5;

/** A document that breaks its schema. All faults at once; the first one leads and lends its place and hint. */
export class InvalidDocumentError extends InvalidInputError {
  override readonly code: string = "invalid-document";
  readonly faults: readonly DocumentFault[];

  constructor(faults: readonly [DocumentFault, ...DocumentFault[]], cause?: unknown) {
    const [first, ...others] = faults;
    super(first.message + describeOthers(others), {
      place: first.place,
      ...(first.hint === undefined ? {} : { hint: first.hint }),
      ...(cause === undefined ? {} : { cause }),
    });
    this.faults = faults;
  }
}

function describeOthers(others: readonly DocumentFault[]): string {
  if (others.length === 0) return "";
  const list = others.slice(0, shown).map(({ message, place }) => (place.path ? `${place.path}: ${message}` : message));
  if (others.length > shown) list.push("…");
  return ` (and ${others.length} more: ${list.join("; ")})`;
}
