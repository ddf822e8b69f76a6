import type { z } from "zod";
import { fromDisk } from "../../schema/codec.ts";
import type { DocumentPlace } from "../../schema/parse-json.ts";
import type { ScorerKind, ScorerSpec } from "../../schema/run/suite.ts";
import type { Scorer } from "../scorer.ts";
import { choice } from "./choice.ts";
import { exact } from "./exact.ts";
import { f1 } from "./f1.ts";
import { includes } from "./includes.ts";
import { jsonSchema } from "./json-schema.ts";
import { length } from "./length.ts";
import { levenshtein } from "./levenshtein.ts";
import { listContains } from "./list-contains.ts";
import { numeric } from "./numeric.ts";
import { refusalPhrasesRule } from "./refusal-phrases.ts";
import { regex } from "./regex.ts";
import type { Rule } from "./rule-scorer.ts";

/** Every rule there is, by the name a suite uses. A new one is a file and a row. */
export const rules = {
  exact,
  includes,
  regex,
  choice,
  numeric,
  f1,
  levenshtein,
  "json-schema": jsonSchema,
  "list-contains": listContains,
  length,
  "refusal-phrases": refusalPhrasesRule,
} as const satisfies Partial<Record<ScorerKind, Rule>>;

export type RuleName = keyof typeof rules;

/** True for scorers that ask no model. */
export function isRule(use: string): use is RuleName {
  return Object.hasOwn(rules, use);
}

/**
 * The scorer that a suite's entry describes. Its options are checked here: an unknown one names the nearest known one,
 * under `place`.
 */
export function ruleScorer(spec: ScorerSpec & { readonly use: RuleName }, place: DocumentPlace = {}): Scorer {
  const found = rules[spec.use] as Rule<z.ZodType>;
  const score = found.make(
    fromDisk(found.options, spec.with, { ...place, path: place.path ?? `scorers.${spec.id}.with` }),
  );
  return (args) => ({ name: spec.id, ...score(args) });
}
