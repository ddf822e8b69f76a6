/** One value of several repeats. `reason` says why there is none. `n`: repeats that had a score. */
export interface Reduced {
  readonly value: number | null;
  readonly n: number;
  readonly reason: string | null;
}

export type Reducer = (scores: readonly (number | null)[]) => Reduced;

/** A repeat passes when its score reaches this. */
const passAt = 1;

/**
 * The reducer a suite names: mean, median, mode, max, at_least(k), pass_at(k) = 1 − C(n−c,k)/C(n,k), pass_hat(k) =
 * C(c,k)/C(n,k), with n scored repeats of which c pass. A repeat without a score is never taken for a 0; fewer than k
 * scored repeats give null with the reason.
 */
export function reducerOf(text: string): Reducer {
  const [, name, k] = /^([a-z_]+)(?:\(([1-9][0-9]*)\))?$/.exec(text) ?? [];
  const ofK = name === undefined ? undefined : reducersOfK[name as keyof typeof reducersOfK];
  const plain = name === undefined ? undefined : reducers[name as keyof typeof reducers];
  if (ofK !== undefined && k !== undefined) return (scores) => ofK(Number(k), scores);
  if (plain !== undefined && k === undefined) return (scores) => whenAny(scores, plain);
  throw new RangeError(`there is no reducer ${text}`);
}

type Plain = (scores: readonly number[]) => number | null;

const reducers = {
  mean: (scores) => scores.reduce((sum, score) => sum + score, 0) / scores.length,
  median,
  mode,
  max: (scores) => Math.max(...scores),
} as const satisfies Record<string, Plain>;

const reducersOfK = { at_least: atLeast, pass_at: passAtK, pass_hat: passHatK } as const;

function scoredOf(scores: readonly (number | null)[]): number[] {
  return scores.filter((score) => score !== null);
}

function whenAny(scores: readonly (number | null)[], reduce: Plain): Reduced {
  const scored = scoredOf(scores);
  if (scored.length === 0) return { value: null, n: 0, reason: "no scored repeat" };
  const value = reduce(scored);
  return { value, n: scored.length, reason: value === null ? "several values are equally frequent" : null };
}

function median(scores: readonly number[]): number {
  const sorted = [...scores].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** null when several values share the first place: any choice among them would be ours. */
function mode(scores: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const score of scores) counts.set(score, (counts.get(score) ?? 0) + 1);
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
  return second !== undefined && second[1] === first![1] ? null : first![0];
}

/** 1 when at least k repeats pass; unscored ones count for neither side. */
function atLeast(k: number, scores: readonly (number | null)[]): Reduced {
  const scored = scoredOf(scores);
  const passed = scored.filter((score) => score >= passAt).length;
  const unscored = scores.length - scored.length;
  if (passed >= k) return { value: 1, n: scored.length, reason: null };
  if (scores.length < k) return { value: null, n: scored.length, reason: `fewer than ${k} repeats` };
  if (passed + unscored >= k)
    return { value: null, n: scored.length, reason: "repeats without a score could decide it" };
  return { value: 0, n: scored.length, reason: null };
}

function passAtK(k: number, scores: readonly (number | null)[]): Reduced {
  return ofScored(k, scores, (n, c) => {
    let allFail = 1;
    for (let i = 0; i < k; i++) allFail *= Math.max(n - c - i, 0) / (n - i);
    return 1 - allFail;
  });
}

function passHatK(k: number, scores: readonly (number | null)[]): Reduced {
  return ofScored(k, scores, (n, c) => {
    let allPass = 1;
    for (let i = 0; i < k; i++) allPass *= Math.max(c - i, 0) / (n - i);
    return allPass;
  });
}

function ofScored(k: number, scores: readonly (number | null)[], value: (n: number, c: number) => number): Reduced {
  const scored = scoredOf(scores);
  const n = scored.length;
  if (n < k) return { value: null, n, reason: `fewer than ${k} scored repeats` };
  return { value: value(n, scored.filter((score) => score >= passAt).length), n, reason: null };
}
