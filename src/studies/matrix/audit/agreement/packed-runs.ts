/**
 * The runs of a response matrix as bits, one per query: what two runs share is then a count of set bits, and the sums
 * behind TVD-MI are whole numbers. |Q·n₁₁ − nᵢnⱼ| is exact up to 90 million queries.
 */
export interface PackedRuns {
  readonly runs: number;
  readonly queries: number;
  /** 32-bit words a run. */
  readonly width: number;
  /** bits[run·width + word]. */
  readonly bits: Int32Array;
  /** Yes answers of each run. */
  readonly yes: Int32Array;
}

/** Packs answers[query][run]. */
export function packRuns(answers: readonly Uint8Array[], runs: number): PackedRuns {
  const width = Math.max(1, Math.ceil(answers.length / 32));
  const packed = {
    runs,
    queries: answers.length,
    width,
    bits: new Int32Array(runs * width),
    yes: new Int32Array(runs),
  };
  for (const [q, row] of answers.entries()) {
    for (let run = 0; run < runs; run++) if (row[run] === 1) setAnswer(packed, q, run);
  }
  return packed;
}

/** Turns a no into a yes; asked once per yes. */
export function setAnswer({ bits, yes, width }: PackedRuns, query: number, run: number): void {
  bits[run * width + (query >>> 5)]! |= 1 << (query & 31);
  yes[run]!++;
}

/** Queries to which both runs answer yes. */
export function sharedYes({ bits, width }: PackedRuns, i: number, j: number): number {
  let count = 0;
  for (let word = 0; word < width; word++) count += bitCount(bits[i * width + word]! & bits[j * width + word]!);
  return count;
}

/** Σ over pairs of |Q·n₁₁ − nᵢnⱼ|. Times 2/Q² over the number of pairs this is W. */
export function pairSum(packed: PackedRuns): number {
  const { runs, queries, yes, bits, width } = packed;
  let sum = 0;
  for (let i = 1; i < runs; i++) {
    for (let j = 0; j < i; j++) {
      const shared = width === 1 ? bitCount(bits[i]! & bits[j]!) : sharedYes(packed, i, j);
      sum += Math.abs(queries * shared - yes[i]! * yes[j]!);
    }
  }
  return sum;
}

/** Set bits of a 32-bit word, all pairs of bits at once (Warren, Hacker's Delight, 5-1). */
function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
