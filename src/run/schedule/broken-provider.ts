import type { ChatFailure } from "../../providers/provider.ts";

/** A provider should answer with a failure; one that throws is made to. */
export function brokenProvider(error: unknown): ChatFailure {
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: "failure",
    cause: "protocol",
    status: null,
    retryAfterMs: null,
    scope: null,
    message: `the provider threw: ${message}`,
    raw: null,
  };
}
