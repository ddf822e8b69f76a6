import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { TableCell } from "../score-table.ts";

export const duplicatePolicies = ["mean", "median", "last", "first", "max", "min", "source", "error"] as const;
export type DuplicatePolicy = (typeof duplicatePolicies)[number];

/** Scores by cell, ready to be settled: one entry a score. */
export interface PlacedScores {
  readonly model: Int32Array;
  readonly benchmark: Int32Array;
  readonly value: Float64Array;
  readonly standardError: Float64Array | null;
  /** Text of one entry, or null. */
  readonly text: (key: "source" | "date" | "setting" | "status", entry: number) => string | null;
  /** Entries that are left out. */
  readonly dropped: (entry: number) => boolean;
}

export interface DuplicatedCell {
  readonly model: number;
  readonly benchmark: number;
  readonly values: readonly number[];
  readonly sources: readonly (string | null)[];
  readonly kept: number;
  readonly kind: "exact" | "conflict";
  /** Largest minus smallest. */
  readonly spread: number;
}

export interface SettledCells {
  readonly cells: readonly TableCell[];
  readonly duplicates: readonly DuplicatedCell[];
}

/**
 * One value a cell, sorted by model, then benchmark. `source` takes the value with the best audit status, then the one
 * whose source gives most scores of the file, then the first.
 */
export function settleCells(scores: PlacedScores, width: number, policy: DuplicatePolicy): SettledCells {
  const order = cellOrder(scores, width);
  const prolific = policy === "source" ? sourceCounts(scores) : null;
  // Made in its full length: growing a list of a million leaves several old ones behind.
  const cells = new Array<TableCell>(countCells(scores, order));
  const duplicates: DuplicatedCell[] = [];
  let next = 0;
  for (let at = 0; at < order.length; ) {
    const lead = order[at]!;
    let end = at + 1;
    while (end < order.length && sameCell(scores, lead, order[end]!)) end++;
    if (end === at + 1) cells[next++] = cellOf(scores, lead);
    else {
      const entries = Array.from(order.subarray(at, end));
      const { cell, duplicate } = settle(scores, entries, policy, prolific);
      cells[next++] = cell;
      duplicates.push(duplicate);
    }
    at = end;
  }
  return { cells, duplicates };
}

/** Entries by model, benchmark and the order they were read in. */
function cellOrder({ model, benchmark, value, dropped }: PlacedScores, width: number): Uint32Array {
  const n = value.length;
  // Files are mostly in order already, and then nothing needs sorting.
  const keys = new Float64Array(n);
  let ordered = true;
  let kept = 0;
  for (let entry = 0; entry < n; entry++) {
    if (dropped(entry)) continue;
    keys[kept] = (model[entry]! * width + benchmark[entry]!) * n + entry;
    ordered &&= kept === 0 || keys[kept - 1]! < keys[kept]!;
    kept++;
  }
  const sorted = ordered ? keys.subarray(0, kept) : keys.subarray(0, kept).sort();
  const order = new Uint32Array(kept);
  for (let at = 0; at < kept; at++) order[at] = sorted[at]! % n;
  return order;
}

function countCells(scores: PlacedScores, order: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < order.length; at++) if (at === 0 || !sameCell(scores, order[at - 1]!, order[at]!)) count++;
  return count;
}

function sameCell({ model, benchmark }: PlacedScores, a: number, b: number): boolean {
  return model[a] === model[b] && benchmark[a] === benchmark[b];
}

function cellOf(scores: PlacedScores, entry: number): TableCell {
  const error = scores.standardError?.[entry];
  return {
    model: scores.model[entry]!,
    benchmark: scores.benchmark[entry]!,
    value: scores.value[entry]!,
    standardError: error === undefined || Number.isNaN(error) ? null : error,
    source: scores.text("source", entry),
    date: scores.text("date", entry),
    setting: scores.text("setting", entry),
    status: scores.text("status", entry),
  };
}

function settle(
  scores: PlacedScores,
  entries: readonly number[],
  policy: DuplicatePolicy,
  prolific: ReadonlyMap<string | null, number> | null,
): { cell: TableCell; duplicate: DuplicatedCell } {
  const values = entries.map((entry) => scores.value[entry]!);
  const sources = entries.map((entry) => scores.text("source", entry));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const chosen = choose(scores, entries, values, policy, prolific);
  const lead = cellOf(scores, entries[Math.max(chosen.at, 0)]!);
  const one = chosen.at >= 0 || low === high;
  const said = [...new Set(sources.filter((source) => source !== null))];
  const cell: TableCell = one
    ? { ...lead, value: low === high ? low : chosen.value }
    : {
        ...lead,
        value: chosen.value,
        // The error of a mean of reports of unknown kinship is unknown.
        standardError: null,
        source: said.length === 0 ? null : said.join(" | "),
        date: null,
        setting: null,
        status: null,
      };
  return {
    cell,
    duplicate: {
      model: lead.model,
      benchmark: lead.benchmark,
      values,
      sources,
      kept: cell.value,
      kind: low === high ? "exact" : "conflict",
      spread: high - low,
    },
  };
}

/** `at` is the entry whose value is kept, −1 for a value made of several. */
function choose(
  scores: PlacedScores,
  entries: readonly number[],
  values: readonly number[],
  policy: DuplicatePolicy,
  prolific: ReadonlyMap<string | null, number> | null,
): { value: number; at: number } {
  const pick = (at: number) => ({ value: values[at]!, at });
  switch (policy) {
    case "mean":
      return { value: values.reduce((sum, value) => sum + value, 0) / values.length, at: -1 };
    case "median": {
      const sorted = values.toSorted((a, b) => a - b);
      const middle = sorted.length >> 1;
      return { value: sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2, at: -1 };
    }
    case "first":
      return pick(0);
    case "last":
      return pick(values.length - 1);
    case "max":
      return pick(values.indexOf(Math.max(...values)));
    case "min":
      return pick(values.indexOf(Math.min(...values)));
    case "source": {
      const rank = (i: number): number => {
        const source = scores.text("source", entries[i]!);
        return statusRank(scores.text("status", entries[i]!)) * 1e12 + (prolific?.get(hostOf(source)) ?? 0);
      };
      return pick(values.reduce((best, _value, i) => (rank(i) > rank(best) ? i : best), 0));
    }
    case "error":
      return pick(0);
  }
}

/** Refuses duplicates: for `--duplicates error`. */
export function refuseDuplicates(
  duplicates: readonly DuplicatedCell[],
  name: (cell: DuplicatedCell) => string,
  file: string,
): void {
  const [worst] = duplicates.toSorted((a, b) => b.spread - a.spread);
  if (worst === undefined) return;
  throw new InvalidInputError(
    `${duplicates.length} cells have more than one score, ${name(worst)} for one: ${worst.values.join(", ")}`,
    { place: { file }, hint: "Mend the file, or say which to keep: --duplicates mean (or median, first, last, …)." },
  );
}

function statusRank(status: string | null): number {
  const text = status?.toLowerCase() ?? "";
  if (/^(?:un|not[ _-])/.test(text) || /reject|dispute|fail/.test(text)) return 0;
  return text.includes("verified") || text.includes("audited") ? 2 : text === "" ? 0 : 1;
}

function sourceCounts({ value, text, dropped }: PlacedScores): ReadonlyMap<string | null, number> {
  const counts = new Map<string | null, number>();
  for (let entry = 0; entry < value.length; entry++) {
    if (dropped(entry)) continue;
    const host = hostOf(text("source", entry));
    if (host !== null) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return counts;
}

function hostOf(source: string | null): string | null {
  return source === null ? null : (/^https?:\/\/([^/]+)/.exec(source)?.[1] ?? source);
}
