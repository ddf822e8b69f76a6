/** Between parts that must stay on one line. */
export const noBreak = "\u00a0";

/** A number with a real minus sign and `digits` decimals; a dash when unknown. A value that rounds to zero has no sign. */
export function number(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return "–";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** As `number`, with a plus sign on what is above zero. */
export function signed(value: number | null | undefined, digits = 3): string {
  const text = number(value, digits);
  return value !== null && value !== undefined && value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A share as per cent. */
export function percent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined ? "–" : `${number(share * 100, digits)}${noBreak}%`;
}

/** A whole number in groups of three: 12 400. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return String(Math.round(value))
    .replace(/\B(?=(\d{3})+$)/g, noBreak)
    .replace("-", "−");
}

/** About how many, in two significant digits: 546 → "550", 83 → "83", 12,431 → "12 000". */
export function about(value: number): string {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return count(Math.ceil(value / scale) * scale);
}

/** "1 triplet", "2 triplets", "1 reply", "2 replies". */
export function plural(many: number, one: string, more = `${one}s`): string {
  return `${count(many)} ${many === 1 ? one : more}`;
}

/** A p-value in two significant digits, never "0". */
export function pValue(p: number | null | undefined): string {
  if (p === null || p === undefined) return "–";
  if (p < 0.0001) return `<${noBreak}0.0001`;
  return p < 0.01 ? p.toFixed(4) : p.toFixed(p < 0.1 ? 3 : 2);
}

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
