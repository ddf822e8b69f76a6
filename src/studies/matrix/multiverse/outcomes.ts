import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { quantileSorted } from "../../../stats/describe/quantile.ts";
import { wilsonLimits } from "../../../stats/proportions/proportion-intervals.ts";
import { type Attribution, attribute } from "./attribution.ts";
import type { Design } from "./design.ts";
import type { ErrorFigure } from "./error-figure.ts";
import type { UniverseResult } from "./run-universes.ts";
import { choices, levelOf } from "./space.ts";

/** One outcome over all universes that have it: how it spreads, and what decides it. */
export interface OutcomeReport {
  /** `canonical_mae`; `own_mae` comes once for each protocol, since these are not one scale. */
  readonly id: string;
  readonly title: string;
  /** The universe's own protocol that it is limited to; null for all. */
  readonly protocol: string | null;
  /** Universes without a value. */
  readonly without: number;
  /** Five numbers: least, quartiles, most; null for a set. */
  readonly spread: readonly (number | null)[] | null;
  readonly attribution: Attribution;
  /** Of errors. */
  readonly thresholds: readonly ThresholdShare[];
}

export interface ThresholdShare {
  readonly threshold: number;
  readonly beneath: number;
  readonly of: number;
  /** Wilson, 95 %; null where all universes there are were run, and none is guessed. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface OutcomeOptions {
  readonly design: Pick<Design, "kind" | "spaceSize">;
  readonly thresholds: readonly number[];
  readonly seed: number;
  readonly draws?: number;
}

interface OutcomeKind {
  readonly id: string;
  readonly title: string;
  /** Choices that can have a part in it, by construction. */
  readonly choices: readonly string[];
  readonly error: boolean;
  readonly outcomeOf: (result: UniverseResult) => number | readonly string[] | null;
}

const ofRank = ["schema", "missing", "transform", "decomposition", "rank"];
const figure = (found: ErrorFigure | null) => found?.value ?? null;

const kinds: readonly OutcomeKind[] = [
  {
    id: "effective_rank",
    title: "effective rank",
    choices: ofRank,
    error: false,
    outcomeOf: ({ effectiveRank }) => effectiveRank,
  },
  { id: "k", title: "number of benchmarks selected", choices: ofRank, error: false, outcomeOf: ({ k }) => k },
  {
    id: "subset",
    title: "benchmarks selected",
    choices: [...ofRank, "selection"],
    error: false,
    outcomeOf: ({ subset }) => subset,
  },
  {
    id: "missing_fraction",
    title: "missing fraction",
    choices: ["schema", "missing"],
    error: false,
    outcomeOf: ({ missingFraction }) => missingFraction,
  },
  {
    id: "canonical_mae",
    title: "canonical error",
    choices: [...ofRank, "predictor"],
    error: true,
    outcomeOf: ({ canonical }) => figure(canonical),
  },
];

/** All outcomes; that of a universe's own protocol once a protocol, so that no choice is blamed for a change of scale. */
export function outcomeReports(results: readonly UniverseResult[], options: OutcomeOptions): OutcomeReport[] {
  const protocols = [...new Set(results.map(({ universe }) => universe.protocol))];
  const own = protocols.map((protocol) => ({
    protocol,
    kind: {
      id: `own_mae:${protocol}`,
      title: `own error by ${protocol}`,
      choices: [...ofRank, "predictor", ...(protocol === "leave-one-model" ? ["selection"] : [])],
      error: true,
      outcomeOf: (result: UniverseResult) => figure(result.own),
    },
  }));
  return [
    ...kinds.map((kind) => report(kind, null, results, options)),
    ...own.map(({ kind, protocol }) => {
      const among = results.filter(({ universe }) => universe.protocol === protocol);
      const { design } = options;
      const spaceSize = design.spaceSize / protocols.length;
      return report(kind, protocol, among, { ...options, design: { ...design, spaceSize } });
    }),
  ];
}

function report(
  { id, title, choices: own, error, outcomeOf }: OutcomeKind,
  protocol: string | null,
  results: readonly UniverseResult[],
  { design, thresholds, seed, draws = 200 }: OutcomeOptions,
): OutcomeReport {
  const found = results.flatMap((result) => {
    const value = outcomeOf(result);
    return value === null ? [] : [{ universe: result.universe, value }];
  });
  const named = new Map<string, number>();
  const placeOf = (name: string) => {
    if (!named.has(name)) named.set(name, named.size);
    return named.get(name)!;
  };
  const used = choices.filter((choice) => own.includes(choice.id));
  const attribution = attribute(
    {
      choices: used.map((choice) => choice.id),
      levels: used.map((choice) => codes(found.map(({ universe }) => levelOf(universe, choice)))),
      values: found.map(({ value }) => (typeof value === "number" ? value : value.map(placeOf))),
      population: design.kind === "full" ? "all" : design.spaceSize,
    },
    { rng: rngStream(seed, "matrix", "multiverse", "attribution", id), draws },
  );
  const numbers = found.flatMap(({ value }) => (typeof value === "number" ? [value] : [])).toSorted((a, b) => a - b);
  return {
    id,
    title,
    protocol,
    without: results.length - found.length,
    spread: numbers.length === 0 ? null : [0, 0.25, 0.5, 0.75, 1].map((p) => quantileSorted(numbers, p)),
    attribution,
    thresholds: error ? thresholds.map((threshold) => beneath(numbers, threshold, design.kind)) : [],
  };
}

const normal975 = 1.959963984540054;

function beneath(sorted: readonly number[], threshold: number, kind: Design["kind"]): ThresholdShare {
  const count = sorted.filter((value) => value < threshold).length;
  const of = sorted.length;
  const [low, high] = kind === "full" || of === 0 ? [null, null] : wilsonLimits(count / of, of, normal975);
  return { threshold, beneath: count, of, low, high };
}

function codes(levels: readonly string[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(levels, (level) => {
    if (!known.has(level)) known.set(level, known.size);
    return known.get(level)!;
  });
}
