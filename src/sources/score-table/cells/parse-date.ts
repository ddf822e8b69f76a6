export interface TableDate {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly precision: "day" | "month" | "year";
}

/** "2025-03-14", "2025-03-14T…", "2025-03" (its 15th), "2025" or 2025 (its 1 July); null for anything else. */
export function parseDate(raw: unknown): TableDate | null {
  const text = typeof raw === "number" ? String(raw) : typeof raw === "string" ? raw.trim() : "";
  const [, year, month, day] = /^((?:19|20)\d\d)(?:[-/](\d\d)(?:[-/](\d\d))?)?(?:[T ].*)?$/.exec(text) ?? [];
  if (year === undefined) return null;
  if (month === undefined) return { date: `${year}-07-01`, precision: "year" };
  const date = `${year}-${month}-${day ?? "15"}`;
  const time = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== date) return null;
  return { date, precision: day === undefined ? "month" : "day" };
}
