import type { ErrorPlace } from "../../../errors/assay-error.ts";
import { AmbiguousShapeError, NoScoresError, UndecidedOrientationError } from "../../../errors/score-table-errors.ts";
import { type CellColumns, cellColumns } from "../cells/score-rows.ts";
import { orient } from "../roles/orientation.ts";
import { type Candidate, mapLine, type Reading } from "./candidate.ts";
import type { FoundReadings } from "./find-readings.ts";
import { mappedReading } from "./map-option.ts";
import { scoreCandidates } from "./score-candidates.ts";

export interface ChosenReading {
  readonly reading: Reading;
  readonly modelsFirst: boolean;
  readonly extra: CellColumns;
  /** How much spoke for it; null where it was declared. */
  readonly score: number | null;
  readonly alternatives: readonly { shape: string; map: string; score: number; examples: readonly string[] }[];
  readonly decisions: readonly { step: string; choice: string; why: string }[];
}

export interface ChoiceOptions {
  readonly map: string | null;
  readonly orientation: "models-first" | "benchmarks-first" | null;
  readonly place: ErrorPlace;
}

/**
 * Takes one reading: what `--map` says, else what the files declare, else the one that most speaks for. Errors: no
 * reading at all; two within 10 % of each other; a side that could be either.
 */
export function chooseReading(found: FoundReadings, options: ChoiceOptions): ChosenReading {
  if (options.map !== null) {
    const mapped = mappedReading(options.map, found);
    const decision = { step: "shape", choice: options.map, why: "--map" };
    return {
      ...mapped,
      extra: { ...cellColumns(mapped.reading), ...mapped.extra },
      score: null,
      alternatives: [],
      decisions: [decision],
    };
  }
  if (found.declared !== null) {
    const reading = found.declared;
    const decision = { step: "shape", choice: reading.shape, why: "the files declare their format" };
    return {
      reading,
      modelsFirst: true,
      extra: cellColumns(reading),
      score: null,
      alternatives: [],
      decisions: [decision],
    };
  }
  const candidates = scoreCandidates(found.readings, found.sets);
  const [best, ...others] = candidates;
  if (best === undefined) throw noReading(found, options.place);
  const rivals = others.filter(({ score }) => score >= 0.9 * best.score);
  if (rivals.length > 0) throw new AmbiguousShapeError([best, rivals[0]!].map(offer), options.place);
  const { reading } = best;
  const orientation = settleOrientation(best, options);
  return {
    reading,
    modelsFirst: orientation.modelsFirst,
    extra: cellColumns(reading),
    score: best.score,
    alternatives: others.slice(0, 5).map((candidate) => ({ ...offer(candidate), score: candidate.score })),
    decisions: [
      { step: "shape", choice: `${reading.shape} at ${reading.set.path}`, why: reasons(best, others[0]) },
      {
        step: "orientation",
        choice: orientation.modelsFirst ? "models-first" : "benchmarks-first",
        why: orientation.why,
      },
    ],
  };
}

function settleOrientation(candidate: Candidate, options: ChoiceOptions) {
  if (options.orientation !== null)
    return { modelsFirst: options.orientation === "models-first", why: "--orientation" };
  const { reading, examples } = candidate;
  const told = orient(reading);
  if (told === null) throw new UndecidedOrientationError(reading.first, reading.second, examples, options.place);
  return told;
}

function offer({ reading, examples }: Candidate) {
  return { shape: reading.shape, map: mapLine(reading, orient(reading)?.modelsFirst ?? true), examples };
}

function reasons({ score, parts }: Candidate, next: Candidate | undefined): string {
  const said = Object.entries(parts).map(([part, value]) => `${part} ${value.toFixed(2)}`);
  const other = next === undefined ? "no other reading" : `the next one ${next.score.toFixed(2)}`;
  return `scored ${score.toFixed(2)} (${said.join(", ")}), ${other}`;
}

function noReading({ sets }: FoundReadings, place: ErrorPlace): NoScoresError {
  const seen = sets.slice(0, 4).map(({ path, columns }) => `${path} {${columns.slice(0, 6).join(", ")}}`);
  return new NoScoresError(
    `no table of scores was found${seen.length === 0 ? "" : ` in ${seen.join("; ")}`}: no numbers that two names belong to`,
    { place, hint: "Say where they are: --map '$.scores[*]:model=…,benchmark=…,score=…'" },
  );
}
