import type { Rng } from "../../../stats/chance/rng.ts";
import type { Interval } from "../../../stats/records.ts";
import { normalised } from "../audit/runs/held-out.ts";
import { decimalsOf, type HonestCell, type HonestReference } from "./honest-reference.ts";
import { type LeakSlope, leakSlope } from "./leak-slope.ts";

/** "not shown to leak" is no praise: a small or clever leak looks like this too. */
export type LeakageVerdict = "leak" | "suspect" | "not shown to leak" | "not tested";

/** Whether predictions of held-out cells know what only the held-out cells could tell. */
export interface LeakageFinding {
  readonly verdict: LeakageVerdict;
  readonly beta: number | null;
  readonly ci: Interval | null;
  /** Cells with a prediction and a reference. */
  readonly cells: number;
  readonly exact: MatchCount;
  readonly near: MatchCount;
  /** Self-reported error over the error on the held-out cells; null where either is unknown. */
  readonly ownOverCanonical: number | null;
  /** Mean absolute error on the held-out cells, in normalised points. */
  readonly mae: number | null;
  /** What led to the verdict, in sentences. */
  readonly because: readonly string[];
  /** What fits a leak but is no reason to call one. */
  readonly corroborations: readonly string[];
}

/** Predictions that hit the truth, and how many would by chance. */
export interface MatchCount {
  readonly found: number;
  /** By the reference's doubt; null where it has none. */
  readonly expected: number | null;
}

const exactly = 1e-9;
/** Normalised points. */
const nearby = 0.25;
const surplusMatches = 3;

/** `values` in the order of the reference's cells, in the benchmarks' units; null where there is no prediction. */
export function detectLeakage(
  reference: HonestReference,
  values: readonly (number | null)[],
  options: { readonly rng: Rng; readonly resamples: number; readonly ownMae?: number | null },
): LeakageFinding {
  const slopes = leakSlope(reference.cells, values, options);
  const { beta, ci, cells } = slopes;
  const exact = matches(reference.cells, values, exactly, sameDigits);
  const near = matches(reference.cells, values, nearby, (value, { held, chanceWithin }) => {
    const reach = (nearby / 100) * Math.max(held.high - held.low, exactly);
    return chanceWithin(value - reach, value + reach);
  });
  const mae = meanError(reference.cells, values);
  const ownOverCanonical =
    options.ownMae === undefined || options.ownMae === null || mae === null || mae === 0 ? null : options.ownMae / mae;
  const slope = slopeVerdict(slopes, reference);
  const surplus = exact.found - (exact.expected ?? 0);
  const because = [
    ...(slope === null ? [] : [slope.sentence]),
    ...(surplus >= surplusMatches
      ? [
          `${exact.found} predictions equal the truth exactly; about ${(exact.expected ?? 0).toFixed(1)} would by chance.`,
        ]
      : []),
  ];
  const verdict: LeakageVerdict =
    slope?.verdict ??
    (because.length > 0 ? "suspect" : beta === null || ci === null ? "not tested" : "not shown to leak");
  return {
    verdict,
    beta,
    ci,
    cells,
    exact,
    near,
    ownOverCanonical,
    mae,
    because,
    corroborations: corroborations(ownOverCanonical, mae, near, reference.floorMae),
  };
}

/**
 * "leak" from 0.5 and surely above every honest predictor of ours; "suspect" from 0.3, surely above 0, and above ours: on
 * a thin table, where the reference misses much that is plain to see, even a constant goes further than 0.3.
 */
function slopeVerdict(
  { beta, ci, uniform }: LeakSlope,
  { builtIn, largestBuiltIn }: HonestReference,
): { readonly verdict: "leak" | "suspect"; readonly sentence: string } | null {
  const low = uniform ? beta : (ci?.low ?? null);
  if (beta === null || low === null) return null;
  const words = `the predictions go ${Math.round(100 * beta)} % of the way from an honest prediction to the truth`;
  const most =
    builtIn.length === 0
      ? ""
      : `; the most a predictor of ours goes under this mask is ${Math.round(100 * largestBuiltIn)} %`;
  if (beta >= 0.5 && low > largestBuiltIn) {
    return {
      verdict: "leak",
      sentence: `Where an honest prediction misses, ${words}${most}.`,
    };
  }
  if (beta >= 0.3 && low > 0 && beta > largestBuiltIn)
    return { verdict: "suspect", sentence: `Where an honest prediction misses, ${words}.` };
  return null;
}

function corroborations(
  ratio: number | null,
  mae: number | null,
  near: MatchCount,
  floor: number | null,
): readonly string[] {
  const found: string[] = [];
  if (ratio !== null && ratio >= 2) {
    found.push(`The error it reports of its own is ${ratio.toFixed(1)} times the error on the held-out cells.`);
  }
  if (mae !== null && floor !== null && mae < floor) {
    found.push(
      `Its error, ${mae.toFixed(1)}, is below what our reference would reach once in a thousand, ${floor.toFixed(1)}.`,
    );
  }
  if (near.expected !== null && near.found >= near.expected + surplusMatches && near.found >= 2 * near.expected) {
    found.push(
      `${near.found} predictions lie within ${nearby} points of the truth; about ${near.expected.toFixed(1)} would by chance.`,
    );
  }
  return found;
}

function matches(
  cells: readonly HonestCell[],
  values: readonly (number | null)[],
  tolerance: number,
  chance: (value: number, cell: HonestCell) => number | null,
): MatchCount {
  let found = 0;
  let expected: number | null = null;
  for (const [i, cell] of cells.entries()) {
    const value = values[i]!;
    if (value === null) continue;
    if (Math.abs(normalised(value, cell.held) - normalised(cell.held.truth, cell.held)) <= tolerance) found++;
    const likely = chance(value, cell);
    if (likely !== null) expected = (expected ?? 0) + likely;
  }
  return { found, expected };
}

/** A prediction with more digits than scores have cannot be one; another is, if the truth rounds to it. */
function sameDigits(value: number, { decimals, chanceWithin }: HonestCell): number | null {
  if (decimalsOf(value) > decimals) return chanceWithin(value, value) === null ? null : 0;
  const half = 0.5 * 10 ** -decimals;
  return chanceWithin(value - half, value + half);
}

function meanError(cells: readonly HonestCell[], values: readonly (number | null)[]): number | null {
  let [sum, count] = [0, 0];
  for (const [i, { held }] of cells.entries()) {
    const value = values[i]!;
    if (value === null) continue;
    sum += Math.abs(normalised(value, held) - normalised(held.truth, held));
    count++;
  }
  return count === 0 ? null : sum / count;
}
