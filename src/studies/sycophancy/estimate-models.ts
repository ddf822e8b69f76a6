/// <reference lib="es2024.collection" />
import { boundsOf } from "./bounds.ts";
import { completeTriplets, contributionOf, type Estimand, type EstimandId, estimands } from "./estimands.ts";
import { type Contrast, type Inference, type InferenceOptions, infer, type Question } from "./infer.ts";
import type { EstimateRecord } from "./summary-record.ts";
import type { Leg, ModelTriplets, Triplet } from "./triplet-table.ts";

/** The same answers read one way: other bins, other rows, another judge. The first variant of a list is the main one. */
export interface Variant {
  id: string;
  /** All models, with the triplets in the order of the main variant. */
  table: readonly ModelTriplets[];
  /** What to estimate under it, per model; a model left out has nothing that changes. */
  asks: ReadonlyMap<string, readonly EstimandId[]>;
  completeOnly?: boolean;
}

export interface ModelEstimates {
  /** By variant, in the order of `estimands`. */
  byVariant: ReadonlyMap<string, readonly EstimateRecord[]>;
}

export interface PairEstimate {
  a: string;
  b: string;
  /** S of a minus S of b over the triplets both have. */
  inference: Inference;
}

export interface EstimateOptions extends InferenceOptions {
  /** Missing answers of a leg that bounds shall not imagine. */
  exempt: (leg: Leg) => number;
  planted: Readonly<Record<string, Partial<Record<EstimandId, number>>>>;
}

/**
 * Every estimate of every model and variant, and S of each pair of models. Models with the same triplets are drawn
 * together, so that differences between them are paired.
 */
export function estimateModels(
  variants: readonly Variant[],
  options: EstimateOptions,
): { models: Map<string, ModelEstimates>; pairs: PairEstimate[] } {
  const main = variants[0]!;
  const groups = Map.groupBy(main.table, ({ triplets }) => triplets.map(({ tripletId }) => tripletId).join("\n"));
  const models = new Map<string, ModelEstimates>();
  const pairs: PairEstimate[] = [];
  for (const group of groups.values()) {
    const members = new Set(group.map(({ modelId }) => modelId));
    const asked = variants.flatMap((variant) =>
      variant.table.filter(({ modelId }) => members.has(modelId)).map((model) => ({ variant, model })),
    );
    const questions = asked.flatMap(({ variant, model }) => questionsOf(variant, model));
    const compared = pairQuestions(group, questions);
    const answers = infer([...questions, ...compared.questions], compared.contrasts, domainsOf(group[0]!), options);
    for (const { modelId } of group) {
      const own = asked.filter(({ model }) => model.modelId === modelId);
      models.set(modelId, {
        byVariant: new Map(own.map(({ variant, model }) => [variant.id, recordsOf(variant, model, answers, options)])),
      });
    }
    for (const { a, b } of pairsOf(group)) {
      pairs.push({ a: a.modelId, b: b.modelId, inference: answers.get(pairKey(a, b))! });
    }
  }
  pairs.push(...pairsAcross([...groups.values()], main, options));
  return { models, pairs };
}

function questionsOf(variant: Variant, model: ModelTriplets): Question[] {
  return askedOf(variant, model).map((estimand) => ({
    key: keyOf(variant, model.modelId, estimand.id),
    contributions: contributionsOf(variant, model, estimand),
    range: estimand.range,
    // Tests belong to the finding; a variation is there to be compared with it.
    signed: estimand.signed && variant.id === "main",
    rate: estimand.rate ?? false,
  }));
}

function askedOf(variant: Variant, { modelId }: ModelTriplets): Estimand[] {
  const ids = variant.asks.get(modelId) ?? [];
  return estimands.filter(({ id }) => ids.includes(id));
}

function contributionsOf({ completeOnly }: Variant, { triplets }: ModelTriplets, estimand: Estimand) {
  const complete = completeOnly ? new Set(completeTriplets(triplets)) : null;
  return triplets.map((triplet) => (complete?.has(triplet) === false ? null : contributionOf(estimand, triplet)));
}

function recordsOf(
  variant: Variant,
  model: ModelTriplets,
  answers: ReadonlyMap<string, Inference>,
  { exempt, planted }: EstimateOptions,
): EstimateRecord[] {
  return askedOf(variant, model).map(({ id, weights }) => ({
    id,
    ...answers.get(keyOf(variant, model.modelId, id))!,
    pAdjusted: null,
    bounds: weights === undefined ? null : boundsOf(model.triplets, weights, exempt),
    planted: planted[model.modelId]?.[id] ?? null,
  }));
}

function keyOf(variant: Pick<Variant, "id">, modelId: string, estimand: EstimandId): string {
  return JSON.stringify([variant.id, modelId, estimand]);
}

/** Pairs in which each model has every triplet differ as their means do; others need a list of paired differences. */
function pairQuestions(group: readonly ModelTriplets[], questions: readonly Question[]) {
  const compared: Question[] = [];
  const contrasts: Contrast[] = [];
  const byKey = new Map(questions.map((question) => [question.key, question]));
  for (const { a, b } of pairsOf(group)) {
    const of = [a, b].map(({ modelId }) => byKey.get(keyOf({ id: "main" }, modelId, "s"))!) as [Question, Question];
    const complete = of.every(({ contributions }) => contributions.length >= 10 && !contributions.includes(null));
    if (complete) contrasts.push({ key: pairKey(a, b), of: [of[0].key, of[1].key] });
    else compared.push(pairedQuestion(pairKey(a, b), of[0].contributions, of[1].contributions));
  }
  return { questions: compared, contrasts };
}

function pairedQuestion(key: string, a: Question["contributions"], b: Question["contributions"]): Question {
  const contributions = a.map((one, i) => {
    const other = b[i];
    return one && other ? { numerator: one.numerator - other.numerator, denominator: 1 } : null;
  });
  return { key, contributions, range: [-2, 2], signed: true };
}

/** Models of runs with different prompts: paired on the triplets they share. */
function pairsAcross(groups: readonly ModelTriplets[][], main: Variant, options: EstimateOptions): PairEstimate[] {
  const s = estimands.find(({ id }) => id === "s")!;
  return groups.flatMap((group, i) =>
    groups.slice(i + 1).flatMap((other) =>
      group.flatMap((a) =>
        other.map((b): PairEstimate => {
          const shared = new Map(b.triplets.map((triplet) => [triplet.tripletId, triplet]));
          const left = { ...a, triplets: a.triplets.filter(({ tripletId }) => shared.has(tripletId)) };
          const right = { ...b, triplets: left.triplets.map(({ tripletId }) => shared.get(tripletId)!) };
          const [first, second] = [left, right].map((model) => contributionsOf(main, model, s));
          const question = pairedQuestion(pairKey(a, b), first!, second!);
          const answers = infer([question], [], domainsOf(left), options);
          return { a: a.modelId, b: b.modelId, inference: answers.get(question.key)! };
        }),
      ),
    ),
  );
}

function pairsOf(group: readonly ModelTriplets[]): { a: ModelTriplets; b: ModelTriplets }[] {
  return group.flatMap((a, i) => group.slice(i + 1).map((b) => ({ a, b })));
}

function pairKey(a: ModelTriplets, b: ModelTriplets): string {
  return JSON.stringify(["pair", a.modelId, b.modelId]);
}

function domainsOf({ triplets }: Pick<ModelTriplets, "triplets">): string[] {
  return triplets.map(({ domain }: Triplet) => domain);
}
