/** A key as words: `paramsTotal_M`, `Params (total, M)` and `params-total-m` all give ["params", "total", "m"]. */
export function keyWords(key: string): string[] {
  const own =
    key
      .replace(/^[\^@]+/, "")
      .split(".")
      .at(-1) ?? "";
  return own
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9%]+/)
    .filter((word) => word !== "");
}
