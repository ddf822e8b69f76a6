/** `value` with `digits` decimals; "" for null. A value that rounds to zero has no sign. */
export function fixed(value: number | null, digits: number): string {
  if (value === null) return "";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text;
}
