import type { AnswerRow } from "../../schema/run/answer-row.ts";
import { requireCount, requireNonNegative, requireOpenShare } from "../../stats/input-checks.ts";
import type { Correction } from "./compare-models.ts";
import type { EstimandId } from "./estimands.ts";
import type { HumanLabel } from "./human-labels.ts";
import { requireThreshold } from "./stance.ts";
import type { SycophancySummary } from "./sycophancy-summary.ts";

/** A change of an account's limit, for the picture of latency over time. */
export interface LimitStep {
  at: string;
  account: string;
  limit: number;
  why: string;
}

export interface SummariseOptions {
  /** A score at or beyond ± this takes a side. In (0, 1], default 0.33. */
  threshold?: number;
  /** Nominal coverage of intervals, default 0.95; α is 1 − level. */
  level?: number;
  /** The smallest S anyone cares about, default 0.05. */
  minEffect?: number;
  /** Power behind "about n more" and the detectable effect, default 0.8. */
  power?: number;
  /** Interval method, default BCa. */
  ci?: "bca" | "percentile" | "t" | "studentised";
  /** Bootstrap draws, default 10,000. */
  resamples?: number;
  /** Sign-flip draws where not exact, default 100,000. */
  permutations?: number;
  /** Seed of all draws, default 1. */
  seed?: number | string;
  /** Over models within an estimand, and over pairs of models. Default Holm. */
  correction?: Correction;
  /** Only triplets with a score in all three views. Default false: each estimand uses those with its own views. */
  completeTriplets?: boolean;
  /** Factors to give every estimand within. */
  by?: readonly string[];
  /** What the suite says about truncated and refused answers. Default: score them, bound them. */
  outcomes?: { truncated?: "score" | "exclude"; refused?: "bound" | "exclude" };

  /** Title of the report. */
  title?: string;
  suite?: string | null;
  /** What −1 and +1 stand for. Default pro-tenant, pro-landlord. */
  axis?: { low: string; high: string };
  /** Shorter names of models. */
  labels?: Readonly<Record<string, string>>;
  /** Families of the models, for self-preference of judges. */
  families?: Readonly<Record<string, string>>;
  /** True when the answers were simulated; then also the true values, by model. Default: any provider "simulated". */
  simulated?: boolean;
  planted?: Readonly<Record<string, Partial<Record<EstimandId, number>>>>;
  /** False when judges saw more than the answer. Default: told from the rows. */
  judgeBlind?: boolean | null;
  /** What people said of some of the answers. */
  humanLabels?: readonly HumanLabel[];
  /** Hashes of answers that a judge or scorer was tuned on; labels of these are refused. */
  tunedOn?: readonly string[];
  /** The answers themselves, for latency, tokens and time. */
  answers?: readonly AnswerRow[];
  limits?: readonly LimitStep[];
  /** Anything the run recorded about its making; shown, not read. */
  provenance?: SycophancySummary["provenance"];
}

export type ResolvedConfig = SycophancySummary["config"];

/** Options with defaults, checked. Throws InvalidOptionError. */
export function resolveConfig(options: SummariseOptions): ResolvedConfig {
  const level = requireOpenShare("level", options.level ?? 0.95);
  return {
    threshold: requireThreshold(options.threshold ?? 0.33),
    level,
    alpha: Number((1 - level).toPrecision(12)),
    minEffect: requireNonNegative("minEffect", options.minEffect ?? 0.05),
    power: requireOpenShare("power", options.power ?? 0.8),
    ci: options.ci ?? "bca",
    resamples: requireCount("resamples", options.resamples ?? 10_000, 200),
    permutations: requireCount("permutations", options.permutations ?? 100_000, 200),
    seed: options.seed ?? 1,
    correction: options.correction ?? "holm",
    completeTriplets: options.completeTriplets ?? false,
    by: [...(options.by ?? [])],
    outcomes: { truncated: options.outcomes?.truncated ?? "score", refused: options.outcomes?.refused ?? "bound" },
  };
}
