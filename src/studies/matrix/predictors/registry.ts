import { UnknownPredictorError } from "../../../errors/predictor-errors.ts";
import type { Predictor } from "../predictor.ts";
import type { WorkingSpaceOptions } from "../working-space/working-space.ts";
import { assay } from "./assay.ts";
import { benchreg } from "./benchreg.ts";
import { biasAls } from "./bias-als.ts";
import { blend } from "./blend.ts";
import { ensemble } from "./ensemble.ts";
import { fax } from "./fax/fax.ts";
import { defaultRanks } from "./fax/fax-posterior.ts";
import { gp } from "./gp/gp.ts";
import { softImputed, svdLogit } from "./impute.ts";
import { benchKnn, kernelKnn, knn } from "./knn.ts";
import { meanPredictor, medianPredictor } from "./mean.ts";
import { modelNormalised } from "./model-normalised.ts";
import { ridgePredictor } from "./ridge.ts";
import { stack } from "./stack.ts";

/** A kind of predictor. `make` gets what follows the colon of an id, and answers null where it does not fit. */
export interface PredictorFamily {
  /** How ids of the family look, for messages: `fax:2-6`. */
  readonly example: string;
  make(argument: string | null, options: FindOptions): Predictor | null;
}

export interface FindOptions {
  /** Another working space than each method's own, for those that have one. */
  readonly space?: WorkingSpaceOptions;
  /** Families beside the built-in ones; theirs win. */
  readonly families?: Readonly<Record<string, PredictorFamily>>;
}

/** Every built-in kind. A new one is a file, a row, and a line in the conformance test. */
const families = {
  assay: plain("assay", ({ space }) => assay(space)),
  "bench-knn": plain("bench-knn", ({ space }) => benchKnn(space)),
  benchreg: plain("benchreg", ({ space }) => benchreg(space)),
  "bias-als": plain("bias-als", ({ space }) => biasAls(space)),
  blend: plain("blend", ({ space }) => blend(space)),
  ensemble: { example: "ensemble:fax:r3,svd-logit", make: (list, options) => joined(list, options, ensemble) },
  fax: { example: "fax:2-6", make: (argument, { space }) => mapped(ranksOf(argument), (ranks) => fax(ranks, space)) },
  gp: {
    example: "gp:refit",
    make: (argument, { space }) =>
      argument === null || argument === "refit" ? gp(space, { refit: argument !== null }) : null,
  },
  "kernel-knn": plain("kernel-knn", ({ space }) => kernelKnn(space)),
  knn: plain("knn", ({ space }) => knn(space)),
  mean: plain("mean", () => meanPredictor),
  median: plain("median", () => medianPredictor),
  "model-normalised": plain("model-normalised", () => modelNormalised),
  ridge: {
    example: "ridge:1",
    make: (argument, { space }) => mapped(positive(argument, 10), (lambda) => ridgePredictor(lambda, space)),
  },
  "soft-impute": {
    example: "soft-impute:3",
    make: (argument, { space }) => mapped(positive(argument, 3), (lambda) => softImputed(lambda, space)),
  },
  stack: { example: "stack:fax:r3,svd-logit", make: (list, options) => joined(list, options, stack) },
  "svd-logit": {
    example: "svd-logit:2",
    make: (argument, { space }) => mapped(wholeNumber(argument ?? "2"), (rank) => svdLogit(rank, space)),
  },
} as const satisfies Record<string, PredictorFamily>;

/** Names of the built-in kinds, in alphabetical order. */
export const predictorIds: readonly string[] = Object.keys(families);

/**
 * The predictor of an id: a kind, or a kind with its parameter after a colon (`fax:r3`, `fax:2-6`, `ridge:1`,
 * `ensemble:fax:2-6,gp`). Throws UnknownPredictorError naming the nearest kinds.
 */
export function findPredictor(id: string, options: FindOptions = {}): Predictor {
  const colon = id.indexOf(":");
  const name = colon === -1 ? id : id.slice(0, colon);
  const known: Readonly<Record<string, PredictorFamily>> = { ...families, ...options.families };
  const family = Object.hasOwn(known, name) ? known[name] : undefined;
  const found = family?.make(colon === -1 ? null : id.slice(colon + 1), options) ?? null;
  if (found === null) throw new UnknownPredictorError(id, Object.keys(known), family?.example ?? null);
  return found;
}

function plain(example: string, make: (options: FindOptions) => Predictor): PredictorFamily {
  return { example, make: (argument, options) => (argument === null ? make(options) : null) };
}

function joined(
  list: string | null,
  options: FindOptions,
  make: (members: readonly Predictor[], space?: WorkingSpaceOptions) => Predictor,
): Predictor | null {
  const ids = list?.split(",").map((id) => id.trim()) ?? [];
  if (ids.length < 2 || ids.some((id) => id === "")) return null;
  return make(
    ids.map((id) => findPredictor(id, options)),
    options.space,
  );
}

/** "r3" is [3], "2-6" is [2, 3, 4, 5, 6], nothing the default. */
function ranksOf(argument: string | null): readonly number[] | null {
  if (argument === null) return defaultRanks;
  const [, one, low, high] = /^(?:r?(\d+)|(\d+)-(\d+))$/.exec(argument) ?? [];
  const first = Number(one ?? low);
  const last = Number(one ?? high);
  if (!(first >= 1 && last >= first && last <= mostRank)) return null;
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

const mostRank = 50;

function positive(argument: string | null, otherwise: number): number | null {
  if (argument === null) return otherwise;
  const value = argument.trim() === "" ? Number.NaN : Number(argument);
  return value > 0 && Number.isFinite(value) ? value : null;
}

function wholeNumber(argument: string): number | null {
  return /^[1-9]\d{0,3}$/.test(argument) ? Number(argument) : null;
}

function mapped<T>(value: T | null, make: (value: T) => Predictor): Predictor | null {
  return value === null ? null : make(value);
}
