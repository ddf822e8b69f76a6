/** What an analyst decides, one level each; the ten parts of the eight choices. */
export const parts = [
  "duplicates",
  "zeros",
  "missing",
  "filter",
  "transform",
  "decomposition",
  "rank",
  "selection",
  "predictor",
  "protocol",
] as const;
export type Part = (typeof parts)[number];

/** One way through all choices. */
export type Universe = Readonly<Record<Part, string>>;

/** A choice as its share of the variance is told; a few are two parts taken together. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly parts: readonly Part[];
}

export const choices: readonly Choice[] = [
  { id: "schema", title: "duplicates × zeros", parts: ["duplicates", "zeros"] },
  { id: "missing", title: "missing scores × filter", parts: ["missing", "filter"] },
  { id: "transform", title: "transform", parts: ["transform"] },
  { id: "decomposition", title: "decomposition", parts: ["decomposition"] },
  { id: "rank", title: "rank criterion", parts: ["rank"] },
  { id: "selection", title: "selection", parts: ["selection"] },
  { id: "predictor", title: "predictor", parts: ["predictor"] },
  { id: "protocol", title: "own protocol", parts: ["protocol"] },
];

/** Levels of every part, the first being the default, and what must not go together. */
export interface Space {
  readonly levels: Readonly<Record<Part, readonly string[]>>;
  /** A universe that has all levels of one of these is not run. */
  readonly forbidden: readonly { readonly [P in Part]?: string | undefined }[];
}

export const defaultSpace: Space = {
  levels: {
    duplicates: ["mean", "last", "max"],
    zeros: ["keep", "drop"],
    missing: ["masked", "mean-fill", "iterative"],
    filter: ["none", "10/5", "15/10"],
    transform: ["logit", "raw", "z", "min-max", "quantile"],
    decomposition: ["fa", "svd", "pca", "nmf"],
    rank: ["cv", "variance-90", "variance-95", "elbow", "parallel", "fixed-2", "fixed-3"],
    selection: ["greedy", "correlation", "coverage", "random"],
    predictor: ["fax", "mean", "knn", "ridge", "benchreg", "svd-logit", "soft-impute", "bias-als"],
    protocol: ["reveal-5", "per-model", "cells", "leave-one-model"],
  },
  forbidden: [],
};

/** The name a universe goes by: its levels in the order of the parts. */
export function universeKey(universe: Universe): string {
  return parts.map((part) => universe[part]).join(" ");
}

/** The levels a universe has on the parts of a choice, as one. */
export function levelOf(universe: Universe, { parts: own }: Choice): string {
  return own.map((part) => universe[part]).join(" + ");
}

export function isForbidden({ forbidden }: Space, universe: Universe): boolean {
  return forbidden.some((rule) => parts.every((part) => rule[part] === undefined || rule[part] === universe[part]));
}

/** All levels of a choice, each a level of every part it has. */
export function levelsOf({ levels }: Space, { parts: own }: Choice): Partial<Record<Part, string>>[] {
  return own.reduce<Partial<Record<Part, string>>[]>(
    (lists, part) => lists.flatMap((list) => levels[part].map((level) => ({ ...list, [part]: level }))),
    [{}],
  );
}

/** Combinations of all levels, forbidden ones among them. */
export function spaceSize({ levels }: Space): number {
  return parts.reduce((size, part) => size * levels[part].length, 1);
}
