type Headers = Readonly<Record<string, string | string[] | undefined>>;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "2m59.56s", "12s", "750ms", "1h2m": milliseconds, or null when the text is no duration. */
export function parseDuration(text: string): number | null {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text.trim().replace(/\s+/g, "")) return null;
  return parts.reduce((sum, part) => sum + Number(part[1]) * unitMs[part[2]!]!, 0);
}

/** A reset header: seconds, a duration, an ISO date, or epoch seconds or milliseconds, told apart by size. */
export function parseReset(text: string, nowMs: number): number | null {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) {
    const value = Number(trimmed);
    if (value > 1e11) return Math.max(0, value - nowMs);
    if (value > 1e8) return Math.max(0, value * 1000 - nowMs);
    return value * 1000;
  }
  const duration = parseDuration(trimmed);
  if (duration !== null) return duration;
  const date = Date.parse(trimmed);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/**
 * How long a service asks us to wait, in milliseconds, or null when it does not say. Reads `retry-after-ms`,
 * `retry-after` (seconds, fraction, HTTP date), the reset headers of exhausted windows, and the body's words.
 */
export function readRetryAfter(headers: Headers, body: string, nowMs: number): number | null {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === "string" ? value : value?.[0];
  };
  const exactMs = header("retry-after-ms");
  if (exactMs !== undefined && Number.isFinite(Number(exactMs))) return Math.max(0, Number(exactMs));
  const after = header("retry-after");
  if (after !== undefined) {
    const read = parseReset(after, nowMs);
    if (read !== null) return read;
  }
  return readBodyHint(body) ?? readResetHeaders(headers, nowMs);
}

function readBodyHint(body: string): number | null {
  const delay = /"retryDelay"\s*:\s*"([^"]+)"/.exec(body);
  if (delay) {
    const read = parseDuration(delay[1]!);
    if (read !== null) return read;
  }
  const words = /try again in\s+((?:\d+(?:\.\d+)?\s*(?:ms|s|m|h)\s*)+)/i.exec(body);
  return words ? parseDuration(words[1]!.replace(/\s+/g, "")) : null;
}

/** The longest reset among windows whose remaining count is 0; with no counts given, the longest reset. */
function readResetHeaders(headers: Headers, nowMs: number): number | null {
  let exhausted: number | null = null;
  for (const [name, raw] of Object.entries(headers)) {
    if (!/^(x-ratelimit|anthropic-ratelimit)/.test(name) || !name.includes("reset") || typeof raw !== "string")
      continue;
    const remaining = headers[name.replace("reset", "remaining")];
    if (typeof remaining === "string" && Number(remaining) > 0) continue;
    const read = parseReset(raw, nowMs);
    if (read !== null) exhausted = Math.max(exhausted ?? 0, read);
  }
  return exhausted;
}
