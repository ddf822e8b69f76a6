import { InvalidInputError } from "../../errors/input-errors.ts";
import { TooFewObservationsError } from "../../errors/statistics-errors.ts";
import { mean, variance } from "../../stats/describe/moments.ts";
import { align } from "../align.ts";
import type { Measured, Side } from "../side.ts";

/** A pilot that cannot carry a plan. */
export class ThinPilotError extends TooFewObservationsError {
  override readonly code: string = "thin-pilot";
  override readonly hint: string;

  constructor(got: number) {
    super("a plan from a pilot", got, leastPilot);
    const more = leastPilot - got;
    this.hint = `Add ${more} more ${more === 1 ? "run" : "runs"} to the pilot, or give --sd.`;
  }
}

const leastPilot = 3;

export interface PilotSpread {
  readonly sd: number;
  readonly mean: number;
  readonly df: number;
  readonly metric: string;
}

/**
 * What one or two pilots say of σ. One: of its values. Two: of the differences of their pairs for a paired design, else
 * the pooled σ of both groups. Fewer than three values behind it carry no plan.
 */
export function pilotSpread(sides: readonly Side[], options: { metric?: string; paired: boolean }): PilotSpread {
  const { metric, measured } = measuredOf(sides, options.metric);
  if (sides.length === 1) {
    const values = align(measured[0]!, measured[0]!).subject;
    return spreadOf(values, metric);
  }
  const aligned = align(measured[0]!, measured[1]!, options.paired ? { pairBy: "seed" } : { pairBy: "none" });
  if (options.paired)
    return spreadOf(
      aligned.pairs.map(({ subject, reference }) => subject - reference),
      metric,
    );
  const groups = [aligned.subject, aligned.reference];
  const fewest = Math.min(...groups.map((group) => group.length));
  if (fewest < leastPilot) throw new ThinPilotError(fewest);
  const df = groups.reduce((sum, group) => sum + group.length - 1, 0);
  const squares = groups.reduce((sum, group) => sum + variance(group)! * (group.length - 1), 0);
  return checked({ sd: Math.sqrt(squares / df), mean: mean(aligned.reference)!, df, metric });
}

/** The metric a plan is about and what each pilot measured of it. */
export function measuredOf(
  sides: readonly Side[],
  asked: string | undefined,
): { readonly metric: string; readonly measured: readonly Measured[] } {
  const [first, second] = sides;
  const shared = [...first!.metrics.keys()].filter((name) => second === undefined || second.metrics.has(name));
  const metric = asked ?? shared[0];
  if (metric === undefined) {
    throw new InvalidInputError("the pilots share no metric", { hint: "Name one both have with --metric." });
  }
  const measured = sides.map((side) => {
    // A nameless list is whatever metric was asked for.
    const found = side.metrics.get(metric) ?? (side.metrics.size === 1 ? side.metrics.get("value") : undefined);
    if (found !== undefined) return found;
    throw new InvalidInputError(`${side.label} has no metric "${metric}"`, {
      hint: `It has ${[...side.metrics.keys()].slice(0, 12).join(", ")}.`,
    });
  });
  return { metric, measured };
}

function spreadOf(values: readonly number[], metric: string): PilotSpread {
  if (values.length < leastPilot) throw new ThinPilotError(values.length);
  return checked({ sd: Math.sqrt(variance(values)!), mean: mean(values)!, df: values.length - 1, metric });
}

function checked(spread: PilotSpread): PilotSpread {
  if (spread.sd > 0) return spread;
  throw new InvalidInputError("the pilot does not vary: nothing can be planned from it", {
    hint: "Check that its runs differ, or give --sd.",
  });
}
