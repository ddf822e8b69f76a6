import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads a reference file that lies outside the project; `null` where the folder is absent. */
export function readReferenceText(path: string): string | null {
  const folder = process.env["ASSAY_REFERENCE"] ?? join(import.meta.dirname, "../../../shared/reference");
  const file = join(folder, path);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** The same for JSON. */
export function readReference<T>(path: string): T | null {
  const text = readReferenceText(path);
  return text === null ? null : (JSON.parse(text) as T);
}

export interface ReferenceCase {
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: cases differ in shape by family
  inputs: any;
  // biome-ignore lint/suspicious/noExplicitAny: cases differ in shape by family
  expected: any;
}

export interface StatisticsReference {
  meta: { tolerances: Record<string, unknown> };
  data: Record<string, number[]>;
  cases: ReferenceCase[];
}

/** Every number of `expected` that `actual` misses by more than `tolerance`, relative to it (absolute below 1e-300). */
export function mismatches(actual: unknown, expected: unknown, tolerance: number, path = ""): string[] {
  if (Array.isArray(expected)) {
    return expected.flatMap((value, i) => mismatches((actual as unknown[])?.[i], value, tolerance, `${path}[${i}]`));
  }
  if (expected !== null && typeof expected === "object") {
    return Object.entries(expected).flatMap(([key, value]) =>
      mismatches((actual as Record<string, unknown>)?.[key], value, tolerance, path ? `${path}.${key}` : key),
    );
  }
  if (expected === "-inf" || expected === "inf" || expected === null) {
    return actual === null ? [] : [`${path}: ${String(actual)}, expected an open end`];
  }
  if (typeof expected !== "number") return actual === expected ? [] : [`${path}: ${String(actual)} ≠ ${expected}`];
  if (typeof actual !== "number") return [`${path}: ${String(actual)}, expected ${expected}`];
  const allowed = Math.max(tolerance * Math.abs(expected), tolerance * 1e-6);
  return Math.abs(actual - expected) <= allowed ? [] : [`${path}: ${actual}, expected ${expected}`];
}
