import { z } from "zod";
import { AssayError } from "../../../errors/assay-error.ts";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { nearestName } from "../../../errors/nearest-name.ts";
import { fromDisk } from "../../../schema/codec.ts";
import { type DocumentPlace, parseJson, placeAt, placeInJson } from "../../../schema/parse-json.ts";
import { findPredictor } from "../predictors/registry.ts";
import { defaultSpace, type Part, parts, type Space } from "./space.ts";

const levels = z.array(z.string().min(1)).min(1).describe("The first is the default.").optional();
const level = z.string().min(1).optional();

const spaceSchema = z.strictObject({
  schema: z.literal("assay/multiverse-space@1"),
  levels: z
    .strictObject(byPart(levels))
    .describe("Levels of each part of the choices; a part that is left out keeps all its default levels."),
  forbidden: z
    .array(z.strictObject(byPart(level)))
    .optional()
    .describe("Levels that do not go together; a universe that has all of one entry is not run."),
});

/**
 * The levels and forbidden combinations of a file. Faults, each with its place: unknown keys, unknown or doubled levels,
 * a forbidden combination of fewer than two parts or of levels that are not in the space.
 */
export function parseSpace(text: string, file: string): Space {
  const place = placeInJson(file, text);
  const given = fromDisk(spaceSchema, parseJson(text, { file }), place);
  const chosen = Object.fromEntries(
    parts.map((part) => [part, given.levels[part] ?? defaultSpace.levels[part]]),
  ) as Record<Part, readonly string[]>;
  for (const part of parts) checkLevels(part, chosen[part], place);
  const forbidden = given.forbidden ?? [];
  for (const [at, rule] of forbidden.entries()) checkRule(rule, at, chosen, place);
  return { levels: chosen, forbidden };
}

function byPart<T>(value: T): Record<Part, T> {
  return Object.fromEntries(parts.map((part) => [part, value])) as Record<Part, T>;
}

/** What a part may be: fixed names, and shapes with numbers in them. */
const known: Readonly<
  Record<Part, { readonly names: readonly string[]; readonly shape?: RegExp; readonly how: string }>
> = {
  duplicates: { names: ["mean", "median", "last", "first", "max", "min", "source"], how: "" },
  zeros: { names: ["keep", "drop", "missing-if-na"], how: "" },
  missing: { names: ["masked", "mean-fill", "iterative"], how: "" },
  filter: { names: ["none"], shape: /^\d{1,6}\/\d{1,6}$/, how: "or scores a benchmark and a model, as 10/5" },
  transform: {
    names: ["raw", "logit", "z", "min-max", "quantile", "probit", "asinh", "log1p", "sqrt"],
    how: "",
  },
  decomposition: { names: ["svd", "pca", "nmf", "fa"], how: "" },
  rank: {
    names: ["elbow", "parallel", "cv"],
    shape: /^(?:variance-[1-9]\d?|fixed-[1-9]\d?)$/,
    how: "or variance-90, fixed-2",
  },
  selection: { names: ["greedy", "correlation", "coverage", "random", "variance"], how: "" },
  predictor: { names: defaultSpace.levels.predictor, how: "or any other that assay matrix evaluate knows" },
  protocol: {
    names: ["per-model", "cells", "leave-one-model"],
    shape: /^reveal-[1-9]\d?$/,
    how: "or reveal-5",
  },
};

function checkLevels(part: Part, own: readonly string[], place: DocumentPlace): void {
  const { names, shape, how } = known[part];
  for (const [at, name] of own.entries()) {
    const where = placeAt(place, ["levels", part, at]);
    if (own.indexOf(name) !== at) {
      throw new InvalidInputError(`${part} has "${name}" twice`, { place: where, hint: "Name each level once." });
    }
    if (part === "predictor") checkPredictor(name, where);
    else if (!names.includes(name) && shape?.test(name) !== true) {
      const near = nearestName(name, names);
      throw new InvalidInputError(`"${name}" is no level of ${part}`, {
        place: where,
        hint: `${near === null ? "" : `Did you mean "${near}"? `}Known: ${names.join(", ")}${how === "" ? "" : ` ${how}`}.`,
      });
    }
  }
}

function checkPredictor(id: string, place: DocumentPlace): void {
  try {
    findPredictor(id);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    throw new InvalidInputError(error.message, { place, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  }
}

function checkRule(
  rule: Space["forbidden"][number],
  at: number,
  chosen: Readonly<Record<Part, readonly string[]>>,
  place: DocumentPlace,
): void {
  const named = parts.filter((part) => rule[part] !== undefined);
  if (named.length < 2) {
    throw new InvalidInputError("a forbidden combination names two parts or more", {
      place: placeAt(place, ["forbidden", at]),
      hint: "To leave out a level altogether, leave it out of levels.",
    });
  }
  for (const part of named) {
    if (chosen[part].includes(rule[part]!)) continue;
    throw new InvalidInputError(`forbidden ${part} "${rule[part]}" is no level of this space`, {
      place: placeAt(place, ["forbidden", at, part]),
      hint: `Its levels: ${chosen[part].join(", ")}.`,
    });
  }
}
