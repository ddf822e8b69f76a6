import type { CsvCell } from "../report/csv.ts";

interface Span {
  readonly low: number | null;
  readonly high: number | null;
}

/** Names of the columns that `intervalCells` fills. */
export const intervalColumns = ["low", "high", "method", "bound_low", "bound_high", "reason"] as const;

/** An estimate's interval, bounds and reason as cells of a row. */
export function intervalCells(one: {
  readonly ci: (Span & { readonly method?: string | undefined }) | null;
  readonly bounds: Span | null;
  readonly reason: string | null;
}): CsvCell[] {
  const { ci, bounds, reason } = one;
  return [ci?.low ?? null, ci?.high ?? null, ci?.method ?? null, bounds?.low ?? null, bounds?.high ?? null, reason];
}
