import { InvalidInputError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import { type Measured, type Side, unnamedMetric } from "./side.ts";

/**
 * The metrics to compare, and the sides with one nameless metric renamed where a single name was asked for. Without a
 * choice: what the reference shares with a subject, leaving out `score` where it repeats a named scorer.
 */
export function chooseMetrics(
  sides: readonly Side[],
  reference: Side,
  asked: readonly string[] | undefined,
): { readonly sides: readonly Side[]; readonly metrics: readonly string[] } {
  const [only, second] = asked ?? [];
  const name = asked === undefined ? onlyName(sides) : second === undefined ? only : undefined;
  const named = name === undefined ? [...sides] : sides.map((side) => renamed(side, name));
  const base = named[sides.indexOf(reference)]!;
  if (asked !== undefined && asked.length > 0) {
    const wanted = asked.flatMap((metric) => onBoards(metric, named) ?? [metric]);
    for (const metric of wanted) {
      const lacking = named.find((side) => !side.metrics.has(metric));
      if (lacking !== undefined) throw noMetric(metric, lacking);
    }
    return { sides: named, metrics: [...new Set(wanted)] };
  }
  const shared = [...base.metrics.keys()].filter((metric) =>
    named.some((side) => side !== base && side.metrics.has(metric)),
  );
  if (shared.length === 0) {
    throw new InvalidInputError("the sides share no metric", {
      hint: named
        .map((side) => `${side.label} has ${[...side.metrics.keys()].slice(0, 6).join(", ")}`)
        .join("; ")
        .concat("."),
    });
  }
  const repeated = shared.length > 1 && shared.includes("score") && named.every(repeatsScore);
  return { sides: named, metrics: repeated ? shared.filter((metric) => metric !== "score") : shared };
}

/** `accuracy` where the sides have it by what it was measured on: every `accuracy [board]` they share; else null. */
function onBoards(metric: string, sides: readonly Side[]): string[] | null {
  if (sides.some(({ metrics }) => metrics.has(metric))) return null;
  const [first, ...others] = sides;
  const found = [...first!.metrics.keys()].filter(
    (name) => name.startsWith(`${metric} [`) && others.every(({ metrics }) => metrics.has(name)),
  );
  return found.length === 0 ? null : found;
}

/** Beside sides of a single metric, a list that nobody named is of that metric. */
function onlyName(sides: readonly Side[]): string | undefined {
  const names = new Set(sides.flatMap(({ metrics }) => [...metrics.keys()]).filter((name) => name !== unnamedMetric));
  return names.size === 1 ? [...names][0] : undefined;
}

function renamed(side: Side, metric: string): Side {
  const nameless = side.metrics.get(unnamedMetric);
  if (side.metrics.size !== 1 || nameless === undefined) return side;
  return { ...side, metrics: new Map([[metric, nameless]]) };
}

function repeatsScore({ metrics }: Side): boolean {
  const score = metrics.get("score");
  if (score === undefined) return true;
  return [...metrics].some(([name, other]) => name !== "score" && sameValues(score, other));
}

function sameValues(a: Measured, b: Measured): boolean {
  return (
    a.observations.length === b.observations.length &&
    a.observations.every(({ value }, i) => value === b.observations[i]!.value)
  );
}

function noMetric(metric: string, side: Side): InvalidInputError {
  const known = [...side.metrics.keys()];
  const nearest = nearestName(metric, known);
  return new InvalidInputError(`${side.label} has no metric "${metric}"`, {
    ...(side.file === null ? {} : { place: { file: side.file } }),
    hint: nearest === null ? `It has ${known.slice(0, 12).join(", ")}.` : `Did you mean ${nearest}?`,
  });
}
