import type { PlacedScores } from "./settle-cells.ts";

/** Entries that are exactly 0. */
export function zeroEntries(value: Float64Array, outside: (entry: number) => boolean): number[] {
  const found: number[] = [];
  for (let entry = 0; entry < value.length; entry++) if (value[entry] === 0 && !outside(entry)) found.push(entry);
  return found;
}

/** `missing-if-na`: the zero's own record says that nothing was measured. */
export function dropsZero(
  policy: "keep" | "drop" | "missing-if-na",
  text: PlacedScores["text"],
  entry: number,
): boolean {
  if (policy !== "missing-if-na") return policy === "drop";
  return (["status", "setting", "source", "date"] as const).some((key) =>
    /^(?:n\/?a|n\.a\.|none|null|missing|not (?:reported|available|evaluated|tested|run)|unavailable|pending|tbd|-)$/i.test(
      text(key, entry)?.trim() ?? "",
    ),
  );
}

/** One a cell; kept where the zero went into the table. */
export function distinctZeros(
  entries: readonly number[],
  { model, benchmark, dropped }: PlacedScores,
  width: number,
): { readonly entry: number; readonly kept: boolean }[] {
  const found = new Map<number, { entry: number; kept: boolean }>();
  for (const entry of entries) {
    const key = model[entry]! * width + benchmark[entry]!;
    if (!found.has(key)) found.set(key, { entry, kept: !dropped(entry) });
  }
  return [...found.entries()].toSorted(([a], [b]) => a - b).map(([, zero]) => zero);
}
