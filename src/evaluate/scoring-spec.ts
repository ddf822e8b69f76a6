import { InvalidInputError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import type { LoadedSuite } from "../run/suite/load-suite.ts";
import type { ScorerSpec } from "../schema/run/suite.ts";
import type { Run } from "../schema/run.ts";
import { switchMetricIds } from "./switch-summary.ts";

/** What a run keeps of its suite so that its answers can be scored later without it. */
export interface ScoringSpec {
  readonly kind: "views" | "cases";
  readonly scorers: readonly ScorerSpec[];
  /** Text files the scorers name, such as a guideline, by the name the suite gives them. */
  readonly texts: Readonly<Record<string, string>>;
  /** Parties as judges are told where a prompt does not name its own. */
  readonly axis: { readonly high: string; readonly low: string } | null;
  /** What −1 and +1 stand for. */
  readonly axisNames: { readonly high: string; readonly low: string } | null;
  /** Metrics with gates and smallest effects, as the suite names them. */
  readonly metrics: LoadedSuite["suite"]["metrics"];
  /** Whether answers cut for length are judged and flagged, or left out. */
  readonly truncated: "score" | "exclude";
}

/** The scoring part of a suite, or what a bare grid gets: no rules, and the older stance axis when it has views. */
export function scoringSpecOf(loaded: LoadedSuite | null, hasViews: boolean): ScoringSpec {
  if (loaded === null) {
    const axis = hasViews ? { high: "the landlord", low: "the tenant" } : null;
    return {
      kind: hasViews ? "views" : "cases",
      scorers: [],
      texts: {},
      axis,
      axisNames: null,
      metrics: [],
      truncated: "score",
    };
  }
  const { suite } = loaded;
  checkMetricIds(loaded);
  const axis =
    suite.kind === "views"
      ? { high: suite.axis.highParty ?? suite.axis.high, low: suite.axis.lowParty ?? suite.axis.low }
      : null;
  const named = new Set(
    suite.scorers.flatMap((scorer) => Object.values(scorer.with).filter((value) => typeof value === "string")),
  );
  const texts = Object.fromEntries([...loaded.texts].filter(([name]) => named.has(name)));
  const axisNames = suite.kind === "views" ? { high: suite.axis.high, low: suite.axis.low } : null;
  return {
    kind: suite.kind,
    scorers: suite.scorers,
    texts,
    axis,
    axisNames,
    metrics: suite.metrics,
    truncated: suite.outcomes.truncated,
  };
}

/** The scoring part a run recorded. */
export function recordedScoring(run: Run, file: string): ScoringSpec {
  const scoring = run.details?.["scoring"];
  if (typeof scoring === "object" && scoring !== null) return scoring as unknown as ScoringSpec;
  throw new InvalidInputError("this run does not say how it is scored", {
    place: { file },
    hint: "Was it made by assay eval run?",
  });
}

/** A gate on a metric nobody computes would never fail: it is refused. */
function checkMetricIds({ suite, file }: LoadedSuite): void {
  const ofScorers = suite.scorers.flatMap((scorer) => [
    `${suite.id}.${scorer.id}`,
    ...(suite.turns === null ? [] : switchMetricIds(suite.id, scorer.id)),
  ]);
  const known = suite.kind === "views" ? ["sycophancy.s", "sycophancy.judge_human_alpha"] : ofScorers;
  for (const [index, { id }] of suite.metrics.entries()) {
    if (known.includes(id)) continue;
    const nearest = nearestName(id, known);
    throw new InvalidInputError(`there is no metric "${id}"`, {
      place: { file, path: `metrics[${index}].id` },
      hint: nearest !== null ? `Did you mean "${nearest}"?` : `Metrics of this suite: ${known.join(", ")}.`,
    });
  }
}
