import {
  type BootstrapEstimate,
  type BootstrapMethod,
  bootstrapRatio,
  type Interval,
  rngStream,
} from "../../stats/index.ts";
import { signFlipTest } from "../../stats/permutation/sign-flip-test.ts";
import { bootstrapDifferences, bootstrapRatios } from "./bootstrap-ratios.ts";
import type { Contribution } from "./estimands.ts";
import { intervalRecordOf } from "./estimate-record.ts";
import { scoreIntervalOfRate } from "./rare-rates.ts";
import { signFlipPs } from "./sign-flips.ts";
import type { IntervalRecord } from "./summary-record.ts";

/** One number to estimate: what each triplet adds to it, null where the triplet has no part in it. */
export interface Question {
  key: string;
  contributions: readonly (Contribution | null)[];
  range: readonly [number, number];
  /** A difference around 0: test it by flipping signs. */
  signed: boolean;
  /** A rate of triplets, or a difference of two: has a score interval even where no triplet varies. */
  rate?: boolean;
}

/** Question `of[0]` minus question `of[1]`, both Σ/Σ over the same, complete triplets. */
export interface Contrast {
  key: string;
  of: readonly [string, string];
}

export interface InferenceOptions {
  level: number;
  method: "bca" | "percentile" | "t" | "studentised";
  resamples: number;
  permutations: number;
  seed: number | string;
}

/** An estimate without its name: value, interval, test. */
export interface Inference {
  value: number | null;
  se: number | null;
  ci: IntervalRecord | null;
  ciSecond: IntervalRecord | null;
  p: number | null;
  /** Triplets with a part in it. */
  triplets: number;
  reason: string | null;
  notes: string[];
}

/** With fewer triplets a bootstrap knows too little; t, with a note. */
const fewest = 10;
const exactUpTo = 20;

/**
 * Estimates, intervals and tests of many questions about the same triplets. Triplets are drawn within their domain, and
 * one draw serves all questions, so that contrasts are paired. `domains` has a label per triplet.
 */
export function infer(
  questions: readonly Question[],
  contrasts: readonly Contrast[],
  domains: readonly string[],
  options: InferenceOptions,
): Map<string, Inference> {
  const samples = new Map(questions.map((question) => [question.key, sampleOf(question)]));
  const joint = questions.filter(({ key }) => isJoint(samples.get(key)!));
  const settings = bootstrapSettings(domains, options);
  const estimates = bootstrapRatios(
    domains.length,
    joint.map(({ key }) => samples.get(key)!),
    settings,
  );
  const differences = contrastEstimates(contrasts, samples, settings);
  const place = new Map(joint.map(({ key }, i) => [key, i]));

  const result = new Map<string, Inference>();
  for (const question of questions) {
    const at = place.get(question.key);
    const sample = samples.get(question.key)!;
    const inference = toInference(
      at === undefined ? alone(sample, settings) : estimates[at]!,
      sample.parts,
      question.range,
    );
    result.set(question.key, question.rate ? withScoreInterval(inference, question, options.level) : inference);
  }
  contrasts.forEach(({ key }, i) => {
    result.set(key, toInference(differences[i]!, domains.length, [-2, 2]));
  });
  for (const [key, p] of testSigns(questions, contrasts, samples, options)) result.get(key)!.p = p;
  return result;
}

interface Sample {
  numerators: Float64Array;
  denominators: Float64Array;
  /** Triplets with a part in it, and those among them with a denominator above 0. */
  parts: number;
  carriers: number;
}

function sampleOf({ contributions }: Question): Sample {
  const numerators = new Float64Array(contributions.length);
  const denominators = new Float64Array(contributions.length);
  let [parts, carriers] = [0, 0];
  contributions.forEach((contribution, i) => {
    if (contribution === null) return;
    numerators[i] = contribution.numerator;
    denominators[i] = contribution.denominator;
    parts++;
    if (contribution.denominator > 0) carriers++;
  });
  return { numerators, denominators, parts, carriers };
}

function contrastEstimates(
  contrasts: readonly Contrast[],
  samples: ReadonlyMap<string, Sample>,
  settings: BootstrapSettings,
): BootstrapEstimate[] {
  if (contrasts.length === 0) return [];
  const names = [...new Set(contrasts.flatMap(({ of }) => of))];
  const lists = names.map((name) => samples.get(name)!.numerators);
  const units = lists[0]!.length;
  if (settings.method === "studentised") {
    const columns = contrasts.map(({ of }) => difference(samples.get(of[0])!, samples.get(of[1])!));
    return bootstrapRatios(units, columns, settings);
  }
  const pairs = contrasts.map(({ of }) => [names.indexOf(of[0]), names.indexOf(of[1])] as const);
  return bootstrapDifferences(units, lists, pairs, settings);
}

/** Where every triplet has a part in both, the difference of the means is the mean of the differences. */
function difference(a: Sample, b: Sample): Sample {
  return { ...a, numerators: a.numerators.map((value, i) => value - b.numerators[i]!) };
}

/**
 * Few parts get a t interval of their own. So does a ratio that few triplets carry: draws without any of them would send
 * all the others through a slower method.
 */
function isJoint({ parts, carriers }: Sample): boolean {
  return parts >= fewest && carriers > 6;
}

type BootstrapSettings = ReturnType<typeof bootstrapSettings>;

function bootstrapSettings(domains: readonly string[], options: InferenceOptions) {
  const second: BootstrapMethod = options.method === "t" ? "bca" : "t";
  return {
    rng: rngStream(options.seed, "sycophancy", "triplets"),
    resamples: options.resamples,
    level: options.level,
    method: options.method,
    also: [second],
    ...(new Set(domains).size > 1 ? { strata: domains } : {}),
  };
}

function alone(sample: Sample, settings: BootstrapSettings): BootstrapEstimate {
  const { numerators, denominators, parts } = sample;
  if (parts >= fewest) return bootstrapRatio(numerators, denominators, settings);
  const { strata: _, ...unstratified } = settings;
  const present = (list: Float64Array) => list.filter((__, i) => denominators[i]! > 0 || numerators[i] !== 0);
  const few = { ...unstratified, method: "t" as const, also: [] };
  return bootstrapRatio(present(numerators), present(denominators), few);
}

function toInference(estimate: BootstrapEstimate, parts: number, range: readonly [number, number]): Inference {
  const notes = [...estimate.notes];
  if (parts >= 2 && parts < fewest) notes.push("few triplets: t interval");
  const interval = (found: Interval | null | undefined) => (found ? clip(intervalRecordOf(found), range, notes) : null);
  const ci = interval(estimate.ci);
  const second = Object.values(estimate.intervals).find((other) => other.method !== ci?.method);
  return {
    value: estimate.value,
    se: estimate.se,
    ci,
    ciSecond: interval(second),
    p: null,
    triplets: parts,
    reason: estimate.reason ?? (ci === null ? "no-variation" : null),
    notes: [...new Set(notes)],
  };
}

/** Where few triplets have the event, a score interval takes the place of the bootstrap's, which stands beside it. */
function withScoreInterval(inference: Inference, { contributions, range }: Question, level: number): Inference {
  const values = contributions.flatMap((part) => (part === null ? [] : [part.numerator]));
  const found = inference.value === null ? null : scoreIntervalOfRate(values, { signed: range[0] < 0, level });
  if (found === null) return inference;
  const { ci, notes } = inference;
  return { ...inference, ci: found, ciSecond: ci, reason: null, notes: [...notes, "few events: score interval"] };
}

/** Limits within what is possible. An interval that shrinks to a point would claim certainty, and is none. */
function clip(
  interval: IntervalRecord,
  [floor, ceiling]: readonly [number, number],
  notes: string[],
): IntervalRecord | null {
  const [low, high] = [Math.max(interval.low, floor), Math.min(interval.high, ceiling)];
  if (low !== interval.low || high !== interval.high) notes.push("clipped");
  return low === high ? null : { ...interval, low, high };
}

/** Exact where few triplets make it cheap and draws coarse; all the others share their draws. */
function testSigns(
  questions: readonly Question[],
  contrasts: readonly Contrast[],
  samples: ReadonlyMap<string, Sample>,
  options: InferenceOptions,
): Map<string, number | null> {
  const exact = (values: ArrayLike<number>) => signFlipTest(values, { method: "exact", convention: "absolute" }).p;
  const tested = questions.filter(({ key, signed }) => signed && samples.get(key)!.parts >= 2);
  const few = tested.filter(({ key }) => samples.get(key)!.parts <= exactUpTo);
  const many = tested.filter(({ key }) => samples.get(key)!.parts > exactUpTo).map(({ key }) => key);
  const place = new Map(many.map((key, i) => [key, i]));
  const result = new Map(
    few.map(({ key, contributions }) => [key, exact(contributions.flatMap((part) => part?.numerator ?? []))]),
  );
  const [fewPairs, manyPairs] = [true, false].map((small) => contrasts.filter(({ of }) => !place.has(of[0]) === small));
  for (const { key, of } of fewPairs!) {
    result.set(key, exact(difference(samples.get(of[0])!, samples.get(of[1])!).numerators));
  }
  const ps = signFlipPs(
    many.map((key) => samples.get(key)!.numerators),
    manyPairs!.map(({ of }) => [place.get(of[0])!, place.get(of[1])!] as const),
    { rng: rngStream(options.seed, "sycophancy", "signs"), draws: options.permutations },
  );
  many.forEach((key, i) => {
    result.set(key, ps.lists[i]!);
  });
  manyPairs!.forEach(({ key }, i) => {
    result.set(key, ps.pairs[i]!);
  });
  return result;
}
