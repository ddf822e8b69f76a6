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
 * had: decks with every level equally often are dealt together, then exchanges mend what the decks could not have.
 */
export function balancedSample(
  size: number,
  factors: readonly CandidateFactor[],
  count: number,
  rng: Rng,
): BalancedSample {
  const own = factors.filter(({ derived }) => !derived);
  const byKey = new Map<number, number>();
  for (let i = 0; i < size; i++)
    byKey.set(
      keyOf(own, (factor) => factor.levels[i]!),
      i,
    );

  const choice = openChoice(size);
  if (count <= size / 2) dealDecks(own, byKey, count, rng, choice);
  while (choice.chosen.length < count) choice.exchange(null, rng.integer(choice.free.length));
  const tallies = factors.map((factor) => tally(factor, choice.chosen, size, count));
  balanceLevels(choice, tallies, rng);
  balanceDerived(choice, own, tallies, byKey, rng);
  const unbalanced = tallies.filter(({ factor, counts }) => !factor.derived && spread(counts) > 1);
  return {
    chosen: choice.chosen.sort((a, b) => a - b),
    unbalanced: unbalanced.map(({ factor, counts }) => ({ name: factor.name, counts: [...counts] })),
  };
}

/** Which candidates are chosen and which are free, with the place of each. */
interface Choice {
  readonly chosen: number[];
  readonly free: number[];
  /** Where a candidate stands in its list, and whether it is the chosen one. */
  readonly place: Int32Array;
  readonly isChosen: Uint8Array;
  /** Takes the free candidate at `into` in, for the chosen one at `out`, or for none. */
  exchange(out: number | null, into: number): void;
}

function openChoice(size: number): Choice {
  const free = Array.from({ length: size }, (_, i) => i);
  const chosen: number[] = [];
  const place = Int32Array.from(free);
  const isChosen = new Uint8Array(size);
  function put(list: number[], at: number, candidate: number): void {
    list[at] = candidate;
    place[candidate] = at;
  }
  return {
    chosen,
    free,
    place,
    isChosen,
    exchange(out, into) {
      const entering = free[into]!;
      isChosen[entering] = 1;
      if (out === null) {
        const last = free.pop()!;
        if (last !== entering) put(free, into, last);
        put(chosen, chosen.length, entering);
        return;
      }
      const leaving = chosen[out]!;
      isChosen[leaving] = 0;
      put(chosen, out, entering);
      put(free, into, leaving);
    },
  };
}

/** Takes the candidates that shuffled decks, one per factor, deal; combinations that are not there are passed over. */
function dealDecks(
  own: readonly CandidateFactor[],
  byKey: ReadonlyMap<number, number>,
  count: number,
  rng: Rng,
  choice: Choice,
): void {
  const decks = new Map(own.map((factor) => [factor, shuffledDeck(factor.levelCount, count, rng)]));
  for (let i = 0; i < count; i++) {
    const candidate = byKey.get(keyOf(own, (factor) => decks.get(factor)![i]!));
    if (candidate !== undefined && choice.isChosen[candidate] === 0) choice.exchange(null, choice.place[candidate]!);
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
    const round = shuffle([...new Array(levelCount).keys()], rng);
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
}

function tally(factor: CandidateFactor, chosen: readonly number[], size: number, count: number): Tally {
  const counts = new Float64Array(factor.levelCount);
  for (const candidate of chosen) counts[factor.levels[candidate]!]!++;
  const targets = new Float64Array(factor.levelCount).fill(count / factor.levelCount);
  if (factor.derived) {
    targets.fill(0);
    for (const level of factor.levels) targets[level]! += count / size;
  }
  return { factor, counts, targets };
}

/** Exchanges chosen for free candidates as long as that evens out the levels or leaves them as they are. */
function balanceLevels(choice: Choice, tallies: readonly Tally[], rng: Rng): void {
  const { chosen, free } = choice;
  if (free.length === 0) return;
  const own = tallies.filter(({ factor }) => !factor.derived);
  const tries = triesFor(chosen.length);
  for (let i = 0; i < tries; i++) {
    if (i % 64 === 0 && own.every(({ counts }) => spread(counts) <= 1)) return;
    const from = rng.integer(chosen.length);
    const to = rng.integer(free.length);
    const [out, into] = [chosen[from]!, free[to]!];
    let change = 0;
    for (const { factor, counts } of own) {
      const [a, b] = [factor.levels[out]!, factor.levels[into]!];
      if (a !== b) change += counts[b]! - counts[a]! + 1;
    }
    if (change > 0) continue;
    recount(tallies, out, into);
    choice.exchange(from, to);
  }
}

/** Lets two chosen candidates trade one level, which keeps every factor's counts, where derived factors gain by it. */
function balanceDerived(
  choice: Choice,
  own: readonly CandidateFactor[],
  tallies: readonly Tally[],
  byKey: ReadonlyMap<number, number>,
  rng: Rng,
): void {
  const { chosen, place, isChosen } = choice;
  const derived = tallies.filter(({ factor }) => factor.derived);
  if (chosen.length < 2 || derived.length === 0) return;
  const tries = triesFor(chosen.length);
  for (let i = 0; i < tries; i++) {
    if (i % 64 === 0 && derived.every(nearTarget)) return;
    const [first, second] = [chosen[rng.integer(chosen.length)]!, chosen[rng.integer(chosen.length)]!];
    const traded = own[rng.integer(own.length)]!;
    if (traded.levels[first] === traded.levels[second]) continue;
    const swap = (one: number, other: number) =>
      byKey.get(keyOf(own, (factor) => factor.levels[factor === traded ? other : one]!));
    const [a, b] = [swap(first, second), swap(second, first)];
    if (a === undefined || b === undefined || isChosen[a] === 1 || isChosen[b] === 1) continue;
    const before = distance(derived);
    recount(tallies, first, a);
    recount(tallies, second, b);
    if (distance(derived) > before) {
      recount(tallies, a, first);
      recount(tallies, b, second);
      continue;
    }
    choice.exchange(place[first]!, place[a]!);
    choice.exchange(place[second]!, place[b]!);
  }
}

function triesFor(count: number): number {
  return Math.min(1_000_000, 20_000 + 400 * count);
}

function recount(tallies: readonly Tally[], out: number, into: number): void {
  for (const { factor, counts } of tallies) {
    counts[factor.levels[out]!]!--;
    counts[factor.levels[into]!]!++;
  }
}

function distance(tallies: readonly Tally[]): number {
  let sum = 0;
  for (const { counts, targets } of tallies) {
    for (let i = 0; i < counts.length; i++) sum += (counts[i]! - targets[i]!) ** 2;
  }
  return sum;
}

function nearTarget({ counts, targets }: Tally): boolean {
  return counts.every((count, i) => Math.abs(count - targets[i]!) < 1);
}

function spread(counts: Float64Array): number {
  return Math.max(...counts) - Math.min(...counts);
}
