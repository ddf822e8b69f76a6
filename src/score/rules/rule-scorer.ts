import { z } from "zod";
import { type Normalisation, normalisations } from "../normalise.ts";
import type { ScorerArguments } from "../scorer.ts";

/** What a rule makes of one answer. Score in [0, 1] unless the rule says otherwise; null with metadata.reason. */
export interface RuleScore {
  readonly score: number | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A rule: which options it takes, and how they make a scorer. */
export interface Rule<S extends z.ZodType = z.ZodType> {
  readonly options: S;
  make(options: z.output<S>): (args: ScorerArguments) => RuleScore;
}

/** Ties a rule's options to its schema. */
export function rule<S extends z.ZodType>(options: S, make: Rule<S>["make"]): Rule<S> {
  return { options, make };
}

export function normaliseOption(standard: readonly Normalisation[]) {
  return z
    .array(z.enum(normalisations))
    .default([...standard])
    .describe("Differences that do not count: nfkc, case, space, punctuation.");
}
