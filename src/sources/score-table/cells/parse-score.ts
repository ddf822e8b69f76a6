/** A score as it was written. `missing` says nothing was measured; `rejected` is neither number nor a word for missing. */
export type ParsedScore =
  | { readonly kind: "number"; readonly value: number; readonly standardError: number | null }
  | { readonly kind: "missing" }
  | { readonly kind: "infinite" }
  | { readonly kind: "rejected"; readonly why: string };

const missing: ParsedScore = { kind: "missing" };
const infinite: ParsedScore = { kind: "infinite" };
const missingWords = new Set(["", "-", "--", "–", "—", "n/a", "na", "n.a.", "nan", "null", "none", "?"]);
const number = String.raw`[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const dressed = new RegExp(`^(${number})\\s*%?\\s*(?:(?:±|\\+/-|\\+-)\\s*(${number})\\s*%?)?$`);

/**
 * Reads "71.2", "71.2%", "1,234" and "71.2 ± 0.4" (the 0.4 is a standard error). A per cent sign does not change the
 * number. "", "-", "n/a", "NaN" and their like are missing.
 */
export function parseScore(raw: unknown): ParsedScore {
  if (typeof raw === "number") return ofNumber(raw, null);
  if (raw === null || raw === undefined) return missing;
  if (typeof raw !== "string") return { kind: "rejected", why: `a ${Array.isArray(raw) ? "list" : typeof raw}` };
  if (plain.test(raw)) return ofNumber(Number(raw), null);
  const text = raw.trim().replace("−", "-");
  if (missingWords.has(text.toLowerCase())) return missing;
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return infinite;
  const [, value, error] = dressed.exec(text) ?? [];
  if (value === undefined || !/\d/.test(value)) return { kind: "rejected", why: "not a number" };
  const standardError = error === undefined || !/\d/.test(error) ? null : toNumber(error);
  return ofNumber(toNumber(value), standardError);
}

/** The value alone where it is a finite number; null otherwise. */
export function finiteScore(raw: unknown): number | null {
  const parsed = parseScore(raw);
  return parsed.kind === "number" ? parsed.value : null;
}

function ofNumber(value: number, standardError: number | null): ParsedScore {
  if (Number.isNaN(value)) return missing;
  return Number.isFinite(value) ? { kind: "number", value, standardError } : infinite;
}

function toNumber(text: string): number {
  return Number(text.replaceAll(",", ""));
}
