import { blockSize, blockStream, type Rng } from "../../stats/index.ts";

export interface SignFlipOptions {
  rng: Rng;
  draws: number;
}

/**
 * Two-sided sign-flip p of the mean of each list, (b + 1)/(m + 1) over m draws: how often random signs give a sum at
 * least as far from 0 as the data do; and of the difference of each pair of lists. All share the sign vectors, so that a
 * pair costs a subtraction; each p is what `signFlipTest` gives alone from the same stream (Monte Carlo, `absolute`).
 *
 * Lists are of one length, with 0 where a triplet has no value: flipping it changes nothing. Pairs name lists by place.
 */
export function signFlipPs(
  lists: readonly Float64Array[],
  pairs: readonly (readonly [number, number])[],
  { rng, draws }: SignFlipOptions,
): { lists: number[]; pairs: number[] } {
  const bytes = Math.ceil((lists[0]?.length ?? 0) / 8);
  const tables = lists.map((list) => (list.every((value) => value === 0) ? null : partialSums(list)));
  const limits = lists.map(limitOf);
  const pairLimits = pairs.map(([a, b]) => limitOf(lists[a]!.map((value, i) => value - lists[b]![i]!)));
  const counts = new Float64Array(lists.length);
  const pairCounts = new Float64Array(pairs.length);
  const paired = new Set(pairs.flat());
  const scratch = new Float64Array(blockSize);
  const sums = lists.map((_, s) => (paired.has(s) ? new Float64Array(blockSize) : scratch));
  /** Four groups of eight signs a word: signs[word · size + draw]. */
  const signs = new Int32Array(Math.ceil(bytes / 4) * blockSize);

  for (let start = 0; start < draws; start += blockSize) {
    const size = Math.min(blockSize, draws - start);
    fillSigns(signs, size, bytes, blockStream(rng, start));
    for (let s = 0; s < lists.length; s++) {
      // Where nothing differs from zero, every flip is as far out as the data.
      const table = tables[s]!;
      if (table === null) sums[s]!.fill(0);
      else addUp(table, signs, size, bytes, sums[s]!);
      counts[s]! += countBeyond(sums[s]!, size, limits[s]!);
    }
    pairs.forEach(([a, b], i) => {
      pairCounts[i]! += countApart(sums[a]!, sums[b]!, size, pairLimits[i]!);
    });
  }
  const p = (count: number) => (count + 1) / (draws + 1);
  return { lists: Array.from(counts, p), pairs: Array.from(pairCounts, p) };
}

/** How far from 0 the sum of the data is, less what rounding may have cost. */
function limitOf(list: Float64Array): number {
  const slack = 1e-12 * list.reduce((total, value) => total + Math.abs(value), 0);
  return Math.abs(list.reduce((total, value) => total + value, 0)) - slack;
}

/** For each group of 8 values, their sum under each of the 256 ways to choose signs. */
function partialSums(values: Float64Array): Float64Array {
  const bytes = Math.ceil(values.length / 8);
  const table = new Float64Array(bytes * 256);
  for (let byte = 0; byte < bytes; byte++) {
    for (let signs = 0; signs < 256; signs++) {
      let sum = 0;
      for (let bit = 0; bit < 8; bit++) {
        const value = values[byte * 8 + bit] ?? 0;
        sum += (signs >> bit) & 1 ? value : -value;
      }
      table[byte * 256 + signs] = sum;
    }
  }
  return table;
}

function fillSigns(signs: Int32Array, size: number, bytes: number, rng: Rng): void {
  const words = Math.ceil(bytes / 4);
  for (let draw = 0; draw < size; draw++) {
    for (let word = 0; word < words; word++) signs[word * size + draw] = rng.nextUint32();
  }
}

/**
 * Two words a pass, eight groups of signs: their tables stay in the fastest cache, and no addition waits for the one
 * before. Added up by words, whatever the pass.
 */
function addUp(table: Float64Array, signs: Int32Array, size: number, bytes: number, sums: Float64Array): void {
  sums.fill(0);
  const whole = bytes >> 2;
  let word = 0;
  for (; word + 2 <= whole; word += 2) {
    const t = word * 1024;
    const [at, next] = [word * size, word * size + size];
    for (let draw = 0; draw < size; draw++) {
      const [a, b] = [signs[at + draw]!, signs[next + draw]!];
      const first = fourOf(table, t, a);
      sums[draw] = sums[draw]! + first + fourOf(table, t + 1024, b);
    }
  }
  for (; word < whole; word++) {
    const at = word * size;
    for (let draw = 0; draw < size; draw++) sums[draw]! += fourOf(table, word * 1024, signs[at + draw]!);
  }
  for (let byte = whole * 4; byte < bytes; byte++) {
    const [at, shift] = [whole * size, (byte & 3) * 8];
    for (let draw = 0; draw < size; draw++) sums[draw]! += table[byte * 256 + ((signs[at + draw]! >>> shift) & 255)]!;
  }
}

/** The sums of four groups under the signs of one word. */
function fourOf(table: Float64Array, at: number, signs: number): number {
  const first = table[at + (signs & 255)]! + table[at + 256 + ((signs >>> 8) & 255)]!;
  return first + (table[at + 512 + ((signs >>> 16) & 255)]! + table[at + 768 + (signs >>> 24)]!);
}

function countBeyond(sums: Float64Array, size: number, limit: number): number {
  let count = 0;
  for (let draw = 0; draw < size; draw++) if (Math.abs(sums[draw]!) >= limit) count++;
  return count;
}

function countApart(a: Float64Array, b: Float64Array, size: number, limit: number): number {
  let count = 0;
  for (let draw = 0; draw < size; draw++) if (Math.abs(a[draw]! - b[draw]!) >= limit) count++;
  return count;
}
