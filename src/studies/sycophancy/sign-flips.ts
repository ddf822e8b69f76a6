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
  /** signs[byte · size + draw] */
  const signs = new Uint8Array(bytes * blockSize);

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

/** A draw uses up whole words, four groups of eight signs each. */
function fillSigns(signs: Uint8Array, size: number, bytes: number, rng: Rng): void {
  for (let draw = 0; draw < size; draw++) {
    let word = 0;
    for (let byte = 0; byte < bytes; byte++) {
      word = (byte & 3) === 0 ? rng.nextUint32() : word >>> 8;
      signs[byte * size + draw] = word;
    }
  }
}

/** Four bytes a pass: their tables stay in the fastest cache, and no addition waits for the one before. */
function addUp(table: Float64Array, signs: Uint8Array, size: number, bytes: number, sums: Float64Array): void {
  sums.fill(0);
  let byte = 0;
  for (; byte + 4 <= bytes; byte += 4) {
    const [t0, t1, t2, t3] = [byte * 256, byte * 256 + 256, byte * 256 + 512, byte * 256 + 768];
    const s0 = byte * size;
    const [s1, s2, s3] = [s0 + size, s0 + 2 * size, s0 + 3 * size];
    for (let draw = 0; draw < size; draw++) {
      const first = table[t0 + signs[s0 + draw]!]! + table[t1 + signs[s1 + draw]!]!;
      sums[draw]! += first + (table[t2 + signs[s2 + draw]!]! + table[t3 + signs[s3 + draw]!]!);
    }
  }
  for (; byte < bytes; byte++) {
    for (let draw = 0; draw < size; draw++) sums[draw]! += table[byte * 256 + signs[byte * size + draw]!]!;
  }
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
