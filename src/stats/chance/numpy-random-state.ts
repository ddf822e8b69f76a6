import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireCount } from "../input-checks.ts";
import { mersenneTwister, twoWordFloat } from "./mersenne-twister.ts";

/** NumPy's legacy RandomState(seed), as far as public masks and initialisations use it. */
export interface NumpyRandomState {
  /** random_sample(): [0, 1) with 53 bits. */
  random(): number;
  /** uniform(low, high). */
  uniform(low: number, high: number): number;
  /** standard_normal(): polar method, two at a time. */
  normal(): number;
  /** randint(low, high): high excluded. */
  integer(low: number, high: number): number;
  /** shuffle(list), on a copy. */
  shuffled<T>(list: ArrayLike<T>): T[];
  /** permutation(n). */
  permutation(n: number): number[];
}

/** Bit for bit what `numpy.random.RandomState(seed)` gives, 0 ≤ seed < 2³². */
export function numpyRandomState(seed: number): NumpyRandomState {
  if (requireCount("seed", seed) >= 2 ** 32) throw new InvalidOptionError("seed", seed, "a seed lies below 2^32");
  const { nextUint32 } = mersenneTwister(seed);
  const random = () => twoWordFloat(nextUint32);
  let spare: number | null = null;

  function normal(): number {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const x = 2 * random() - 1;
      const y = 2 * random() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = factor * x;
      return factor * y;
    }
  }

  /** A number in 0 … most by masking and trying again. */
  function upTo(most: number): number {
    if (most === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    let drawn = (nextUint32() & mask) >>> 0;
    while (drawn > most) drawn = (nextUint32() & mask) >>> 0;
    return drawn;
  }

  function shuffled<T>(list: ArrayLike<T>): T[] {
    const result = Array.from(list);
    for (let i = result.length - 1; i > 0; i--) {
      const j = upTo(i);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }

  return {
    random,
    uniform: (low, high) => low + (high - low) * random(),
    normal,
    integer: (low, high) => low + upTo(high - low - 1),
    shuffled,
    permutation: (n) => shuffled(Array.from({ length: requireCount("n", n) }, (_, i) => i)),
  };
}
