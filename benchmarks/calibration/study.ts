import { type Rng, rngStream } from "../../src/stats/index.ts";

/** One table of measured rates: coverage of nominal 95 % intervals, or how often something is called. */
export interface Study {
  readonly id: string;
  /** The page under docs/statistics that shows it. */
  readonly page: string;
  readonly title: string;
  /** What the columns differ in, e.g. n. */
  readonly columns: readonly string[];
  readonly rows: () => Iterable<StudyRow>;
}

export interface StudyRow {
  readonly label: string;
  /** Seeded data sets behind each rate: its Monte-Carlo error is √(p(1−p)/sets). */
  readonly sets: number;
  /** One rate per column; `null` where there is none. */
  readonly rates: readonly (number | null)[];
  /** What the choice of defaults was built on, where that was measured before. */
  readonly planned?: readonly number[];
}

/** What run.ts writes: all studies in order. */
export interface CalibrationRecord {
  readonly studies: readonly (Omit<Study, "rows"> & { readonly rows: readonly StudyRow[] })[];
}

export const seed = 1;

/** How often something happens over seeded data sets, each with its own stream. */
export function rate(sets: number, name: string, happens: (rng: Rng) => boolean): number {
  let count = 0;
  for (let set = 0; set < sets; set++) if (happens(rngStream(seed, "calibration", name, String(set)))) count++;
  return count / sets;
}

type Limits = { readonly low: number | null; readonly high: number | null } | null;

export function holds(ci: Limits | undefined, truth: number): boolean {
  return !!ci && (ci.low ?? -Infinity) <= truth && truth <= (ci.high ?? Infinity);
}

export function normals(rng: Rng, n: number, sd = 1): number[] {
  return Array.from({ length: n }, () => sd * rng.normal());
}

/** Values of a named law, with mean 0 shifted away where the law has none: the truth is in `lawMean`. */
export function values(rng: Rng, n: number, law: "normal" | "lognormal", sd = 1): number[] {
  return normals(rng, n).map((value) => sd * (law === "normal" ? value : Math.exp(value)));
}

export const lawMean = { normal: 0, lognormal: Math.exp(0.5) } as const;
