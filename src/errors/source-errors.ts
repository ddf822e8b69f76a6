import { AssayError } from "./assay-error.ts";

/** An address that gave no answer, or not the one asked for. */
export class SourceUnreachableError extends AssayError {
  override readonly code: string = "source-unreachable";
  readonly url: string;

  constructor(url: string, reason: string, cause?: unknown) {
    super(`${url} could not be fetched: ${reason}`, {
      hint: "Check the connection and try again, or fetch the file elsewhere and read it with --data FILE.",
      ...(cause === undefined ? {} : { cause }),
    });
    this.url = url;
  }
}
