import { InvalidInputError } from "../errors/input-errors.ts";
import { InvalidOptionError } from "../errors/statistics-errors.ts";
import type { Adjustment } from "../stats/multiplicity/adjust-p-values.ts";
import type { Goal } from "../stats/verdict/decide.ts";
import type { PairBy } from "./align.ts";
import type { EvidenceKind } from "./evidence.ts";
import type { MissingPolicy } from "./missing-units.ts";

export const corrections = [
  "holm",
  "bonferroni",
  "sidak",
  "holm-sidak",
  "hochberg",
  "hommel",
  "bh",
  "by",
  "max-t",
  "none",
] as const satisfies readonly (Adjustment | "max-t" | "none")[];
export type Correction = (typeof corrections)[number];

/** What a caller may ask of a comparison. Absent: the default named there. */
export interface CompareOptions {
  /** Default: every metric that the reference shares with a subject. */
  readonly metrics?: readonly string[];
  /** Ref or label of the reference. Default: the first side. */
  readonly reference?: string;
  /** Default: items pair by id, seeds do not. */
  readonly pairBy?: PairBy;
  /** Default superiority. */
  readonly goal?: Goal;
  /** In the unit of the metric; needed by non-inferiority and equivalence. */
  readonly margin?: number;
  /** The smallest difference anyone cares about, in the unit of the metric. Default none. */
  readonly minEffect?: number;
  /** Default 0.05. */
  readonly alpha?: number;
  /** Coverage of intervals, default 0.95. */
  readonly level?: number;
  /** Default holm. */
  readonly correction?: Correction;
  readonly ci?: string;
  readonly method?: EvidenceKind;
  /** Default 10,000. */
  readonly resamples?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default fail. */
  readonly missing?: MissingPolicy;
  /** Which way is better where the sides do not say. Default higher. */
  readonly direction?: "higher" | "lower";
  /** Possible values, for bounds of what is missing. Default [0, 1] for shares, else unknown. */
  readonly range?: readonly [low: number, high: number];
  /** An inconclusive verdict exits 4. */
  readonly strict?: boolean;
}

export type ResolvedOptions = Required<
  Omit<CompareOptions, "metrics" | "reference" | "pairBy" | "margin" | "ci" | "method" | "direction" | "range">
> &
  Pick<CompareOptions, "metrics" | "reference" | "pairBy" | "margin" | "ci" | "method" | "direction" | "range">;

/** Options with defaults, all checked before anything is read. */
export function resolveCompareOptions(options: CompareOptions): ResolvedOptions {
  const goal = options.goal ?? "superiority";
  const resolved: ResolvedOptions = {
    ...options,
    goal,
    minEffect: options.minEffect ?? 0,
    alpha: openShare("alpha", options.alpha ?? 0.05),
    level: openShare("level", options.level ?? 0.95),
    correction: options.correction ?? "holm",
    resamples: options.resamples ?? 10_000,
    seed: options.seed ?? 1,
    missing: options.missing ?? "fail",
    strict: options.strict ?? false,
  };
  if (!(resolved.minEffect >= 0)) throw new InvalidOptionError("min-effect", resolved.minEffect, "it is at least 0");
  if (!Number.isInteger(resolved.resamples) || resolved.resamples < 200) {
    throw new InvalidOptionError("resamples", resolved.resamples, "a whole number of at least 200 is expected");
  }
  if (goal !== "superiority" && !(options.margin !== undefined && options.margin > 0)) {
    throw new InvalidInputError(`${goal} cannot be shown without a margin above 0`, {
      place: { path: "--margin" },
      hint: "Say how much worse is still acceptable, in the metric's unit: --margin 0.01",
    });
  }
  if (options.range !== undefined && !(options.range[0] < options.range[1])) {
    throw new InvalidOptionError("range", options.range.join(","), "the lower end comes first: --range 0,1");
  }
  return resolved;
}

function openShare(name: string, value: number): number {
  if (value > 0 && value < 1) return value;
  const meant = value > 1 && value < 100 ? `; did you mean ${value / 100}?` : "";
  throw new InvalidOptionError(name, value, `${name} is a share in (0,1)${meant}`);
}
