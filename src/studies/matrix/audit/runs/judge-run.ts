import { join } from "node:path";
import { AssayError } from "../../../../errors/assay-error.ts";
import { parseJson } from "../../../../schema/parse-json.ts";
import type { HeldOutCell } from "./held-out.ts";
import { type AlignedPredictions, alignPredictions, parsePredictions } from "./parse-predictions.ts";
import { type RunFiles, runFileNames } from "./read-runs.ts";

export type FailureMode = "missing_file" | "parse_error" | "schema_mismatch" | "low_coverage" | "non_numeric";

/** One analysis as far as it could be read, and whether it delivered what was asked for. */
export interface JudgedRun {
  readonly id: string;
  readonly status: "SUCCESS" | "FAILURE";
  /** The first thing wrong, in the order of the modes. */
  readonly failure: { readonly mode: FailureMode; readonly detail: string } | null;
  /** Null where it could not be read as an object. */
  readonly summary: Readonly<Record<string, unknown>> | null;
  /** Null where the file is not there, is no CSV, or lacks a column. */
  readonly predictions: AlignedPredictions | null;
  /** Names or ids as written; null where no list is given. */
  readonly selected: readonly string[] | null;
}

/** The keys every summary has at its top. */
export const summaryBlocks = [
  "data_discovery",
  "data",
  "rank_analysis",
  "benchmark_selection",
  "prediction",
  "methodology_notes",
] as const;

const leastShare = 0.95;

/** Fails with the first of: a file is missing, unreadable, of another shape; too few pairs, too few numbers. */
export function judgeRun(run: RunFiles, cells: readonly HeldOutCell[]): JudgedRun {
  const faults: { mode: FailureMode; detail: string }[] = [];
  const fail = (mode: FailureMode, detail: string) => void faults.push({ mode, detail });
  const summary = readSummary(run, fail);
  const predictions = readPredictions(run, cells, fail);
  const order: readonly FailureMode[] = [
    "missing_file",
    "parse_error",
    "schema_mismatch",
    "low_coverage",
    "non_numeric",
  ];
  const failure = faults.toSorted((a, b) => order.indexOf(a.mode) - order.indexOf(b.mode))[0] ?? null;
  return {
    id: run.id,
    status: failure === null ? "SUCCESS" : "FAILURE",
    failure,
    summary,
    predictions,
    selected: selectedNames(summary) ?? selectedNames({ benchmark_selection: quietJson(run.selection) }),
  };
}

type Fail = (mode: FailureMode, detail: string) => void;

function readSummary(run: RunFiles, fail: Fail): JudgedRun["summary"] {
  const file = runFileNames.summary;
  if (run.summary === null) {
    fail("missing_file", `no ${file}`);
    return null;
  }
  const value = attempt(() => parseJson(run.summary!, { file: join(run.folder, file) }), file, fail);
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail("schema_mismatch", `${file} is not an object`);
    return null;
  }
  const missing = summaryBlocks.filter((key) => !(key in value));
  if (missing.length > 0) fail("schema_mismatch", `${file} has no ${missing.join(", ")}`);
  return value as Record<string, unknown>;
}

function readPredictions(run: RunFiles, cells: readonly HeldOutCell[], fail: Fail): AlignedPredictions | null {
  const file = runFileNames.predictions;
  if (run.predictions === null) {
    fail("missing_file", `no ${file}`);
    return null;
  }
  const parsed = attempt(() => parsePredictions(run.predictions!, join(run.folder, file)), file, fail);
  if (parsed === undefined) return null;
  const { rows, missingColumns } = parsed;
  if (missingColumns.length > 0) fail("schema_mismatch", `${file} has no column ${missingColumns.join(", ")}`);
  // Without names a prediction can still be scored; without ids or values it cannot.
  if (missingColumns.some((column) => !column.endsWith("_name"))) return null;
  const aligned = alignPredictions(rows, cells);
  const numeric = aligned.present - aligned.nonNumeric;
  if (aligned.present < leastShare * cells.length) {
    fail("low_coverage", `${aligned.present} of ${cells.length} pairs`);
  } else if (numeric < leastShare * cells.length) {
    fail("non_numeric", `${numeric} of ${cells.length} pairs have a number`);
  }
  return aligned;
}

function attempt<T>(read: () => T, file: string, fail: Fail): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    const { line } = error.place;
    fail("parse_error", `${file}${line === undefined ? "" : ` line ${line}`}: ${error.message}`);
    return undefined;
  }
}

function quietJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function selectedNames(summary: unknown): string[] | null {
  const block = (summary as { benchmark_selection?: { selected_benchmarks?: unknown } } | null)?.benchmark_selection;
  const names = block?.selected_benchmarks;
  return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : null;
}
