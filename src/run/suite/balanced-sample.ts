import type { Rng } from "../../stats/chance/rng.ts";

/** One factor over all candidates: `levels[i]` is the level number of candidate i. */
export interface CandidateFactor {
  readonly name: string;
  readonly levels: Uint16Array;
  readonly levelCount: number;
  /** Derived factors follow the others; they are kept near their share, after those are balanced. */
  readonly derived: boolean;
}

export interface BalancedSample {
  /** Numbers of the chosen candidates, ascending. */
  readonly chosen: readonly number[];
  /** Factors that are not derived whose level counts differ by more than 1. */
  readonly unbalanced: readonly { name: string; counts: readonly number[] }[];
}

/**
 * Draws `count` of `size` candidates so that the counts of each factor's levels differ by at most 1, where that can be
 * had: decks with every level equally often are dealt together, and swaps that lower the imbalance mend the rest.
 */
export function balancedSample(
  size: number,
  factors: readonly CandidateFactor[],
  count: number,
  rng: Rng,
): BalancedSample {
  const free = Array.from({ length: size }, (_, i) => i);
  const chosen: number[] = [];
  const place = Int32Array.from(free);
  const take = (candidate: number): void => {
    const last = free.pop()!;
    if (last === candidate) return void chosen.push(candidate);
    free[place[candidate]!] = last;
    place[last] = place[candidate]!;
    chosen.push(candidate);
  };

  if (count <= size / 2) dealDecks(factors, count, rng, (candidate) => take(candidate));
  while (chosen.length < count) take(free[rng.integer(free.length)]!);
  const tallies = factors.map((factor) => tally(factor, chosen, size, count));
  mend(chosen, free, tallies, rng);
  const unbalanced = tallies.filter(({ factor, counts }) => !factor.derived && spread(counts) > 1);
  return {
    chosen: chosen.sort((a, b) => a - b),
    unbalanced: unbalanced.map(({ factor, counts }) => ({ name: factor.name, counts: [...counts] })),
  };
}

/** Takes the candidates that shuffled decks, one per factor, deal; combinations that are not there are passed over. */
function dealDecks(
  factors: readonly CandidateFactor[],
  count: number,
  rng: Rng,
  take: (candidate: number) => void,
): void {
  const own = factors.filter(({ derived }) => !derived);
  const byKey = new Map<number, number>();
  const size = own[0]?.levels.length ?? 0;
  for (let i = 0; i < size; i++) byKey.set(keyOf(own, (factor) => factor.levels[i]!), i);
  const decks = new Map(own.map((factor) => [factor, shuffledDeck(factor.levelCount, count, rng)]));
  for (let i = 0; i < count; i++) {
    const key = keyOf(own, (factor) => decks.get(factor)![i]!);
    const candidate = byKey.get(key);
    if (candidate === undefined) continue;
    byKey.delete(key);
    take(candidate);
  }
}

function keyOf(factors: readonly CandidateFactor[], levelOf: (factor: CandidateFactor) => number): number {
  let key = 0;
  for (const factor of factors) key = key * factor.levelCount + levelOf(factor);
  return key;
}

/** `count` cards, every level ⌊count/levels⌋ times and some, drawn by lot, once more. */
function shuffledDeck(levelCount: number, count: number, rng: Rng): number[] {
  const deck: number[] = [];
  while (deck.length < count) {
    const round = shuffle(
      Array.from({ length: levelCount }, (_, level) => level),
      rng,
    );
    deck.push(...round.slice(0, count - deck.length));
  }
  return shuffle(deck, rng);
}

function shuffle<T>(items: T[], rng: Rng): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

interface Tally {
  readonly factor: CandidateFactor;
  readonly counts: Float64Array;
  /** What each level should have: equal parts, or for a derived factor its share of the candidates. */
  readonly targets: Float64Array;
  readonly weight: number;
}

function tally(factor: CandidateFactor, chosen: readonly number[], size: number, count: number): Tally {
  const counts = new Float64Array(factor.levelCount);
  for (const candidate of chosen) counts[factor.levels[candidate]!]!++;
  const targets = new Float64Array(factor.levelCount).fill(count / factor.levelCount);
  if (factor.derived) {
    targets.fill(0);
    for (const level of factor.levels) targets[level]! += count / size;
  }
  return { factor, counts, targets, weight: factor.derived ? 1 : 64 };
}

/** Swaps chosen for free candidates while that lowers the imbalance or leaves it; ends when there is none left. */
function mend(chosen: number[], free: number[], tallies: readonly Tally[], rng: Rng): void {
  if (chosen.length === 0 || free.length === 0) return;
  const tries = Math.min(2_000_000, 20_000 + 400 * chosen.length);
  for (let i = 0; i < tries; i++) {
    if (i % 64 === 0 && tallies.every(isLevel)) return;
    const from = rng.integer(chosen.length);
    const to = rng.integer(free.length);
    const [out, into] = [chosen[from]!, free[to]!];
    let change = 0;
    for (const { factor, counts, targets, weight } of tallies) {
      const [a, b] = [factor.levels[out]!, factor.levels[into]!];
      if (a !== b) change += weight * (counts[b]! - targets[b]! - (counts[a]! - targets[a]!) + 1);
    }
    if (change > 1e-9) continue;
    for (const { factor, counts } of tallies) {
      counts[factor.levels[out]!]!--;
      counts[factor.levels[into]!]!++;
    }
    chosen[from] = into;
    free[to] = out;
  }
}

function isLevel({ factor, counts, targets }: Tally): boolean {
  return factor.derived ? counts.every((count, i) => Math.abs(count - targets[i]!) < 1) : spread(counts) <= 1;
}

function spread(counts: Float64Array): number {
  return counts.length === 0 ? 0 : Math.max(...counts) - Math.min(...counts);
}
