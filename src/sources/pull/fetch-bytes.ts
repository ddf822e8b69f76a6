import { SourceUnreachableError } from "../../errors/source-errors.ts";

export interface Fetched {
  readonly bytes: Uint8Array;
  /** The service's own mark of this version, or null. */
  readonly etag: string | null;
}

const largest = 256 << 20;

/** The bytes behind an address. Throws SourceUnreachableError: no connection, a refusal, too slow, larger than 256 MiB. */
export async function fetchBytes(url: string, { timeoutMs = 60_000 } = {}): Promise<Fetched> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new SourceUnreachableError(url, `the server answered ${response.status}`);
    }
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body ?? []) {
      size += piece.length;
      if (size > largest) throw new SourceUnreachableError(url, `it is larger than ${largest >> 20} MiB`);
      pieces.push(piece);
    }
    return { bytes: Buffer.concat(pieces), etag: response.headers.get("etag") };
  } catch (error) {
    if (error instanceof SourceUnreachableError) throw error;
    throw new SourceUnreachableError(url, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "no answer in time";
  let deepest = error;
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    deepest = at;
    const code = (at as { code?: unknown }).code;
    if (code === "ENOTFOUND" || code === "EAI_AGAIN")
      return `there is no way to its host (${code}); is this machine offline?`;
    if (typeof code === "string" && code !== "ERR_INVALID_URL") return `the connection failed (${code})`;
    if (code === "ERR_INVALID_URL") return "this is not an address";
  }
  return deepest instanceof Error ? deepest.message : String(error);
}
