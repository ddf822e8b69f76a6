import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireCount } from "../input-checks.ts";
import { mersenneTwister, twoWordFloat } from "./mersenne-twister.ts";

/** CPython's random.Random(seed), as far as public masks use it. */
export interface PythonRandom {
  /** random(): [0, 1) with 53 bits. */
  random(): number;
  /** getrandbits(bits), 1 ≤ bits ≤ 53. */
  randomBits(bits: number): number;
  /** randrange(n): as many bits as n has, again while too large. */
  below(n: number): number;
  /** shuffle(list), on a copy. */
  shuffled<T>(list: ArrayLike<T>): T[];
  /** sample(population, count): without replacement, in the order drawn. */
  sample<T>(population: ArrayLike<T>, count: number): T[];
}

/**
 * Bit for bit what `random.Random(seed)` of CPython 3 gives; the seed is a safe integer, or a bigint where it is longer.
 * Its sign is ignored, as there.
 */
export function pythonRandom(seed: number | bigint): PythonRandom {
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new InvalidOptionError("seed", seed, "a seed is a safe integer, or a bigint");
  }
  const { nextUint32 } = mersenneTwister(seedWords(BigInt(seed)));

  function randomBits(bits: number): number {
    requireCount("bits", bits, 1);
    if (bits <= 32) return bits === 32 ? nextUint32() : nextUint32() >>> (32 - bits);
    const low = nextUint32();
    return low + (nextUint32() >>> (64 - bits)) * 2 ** 32;
  }

  function below(n: number): number {
    requireCount("n", n, 1);
    const bits = n.toString(2).length;
    let drawn = randomBits(bits);
    while (drawn >= n) drawn = randomBits(bits);
    return drawn;
  }

  function shuffled<T>(list: ArrayLike<T>): T[] {
    const result = Array.from(list);
    for (let i = result.length - 1; i > 0; i--) {
      const j = below(i + 1);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }

  function sample<T>(population: ArrayLike<T>, count: number): T[] {
    const n = population.length;
    if (requireCount("count", count) > n) throw new InvalidOptionError("count", count, `the population has ${n}`);
    const setSize = 21 + (count > 5 ? 4 ** Math.ceil(Math.log(count * 3) / Math.log(4)) : 0);
    if (n <= setSize) {
      const pool = Array.from(population);
      return Array.from({ length: count }, (_, i) => {
        const j = below(n - i);
        const drawn = pool[j]!;
        pool[j] = pool[n - i - 1]!;
        return drawn;
      });
    }
    const taken = new Set<number>();
    return Array.from({ length: count }, () => {
      let j = below(n);
      while (taken.has(j)) j = below(n);
      taken.add(j);
      return population[j]!;
    });
  }

  return { random: () => twoWordFloat(nextUint32), randomBits, below, shuffled, sample };
}

/** The words of |seed|, 32 bits each, lowest first; zero is one word. */
function seedWords(seed: bigint): number[] {
  const words: number[] = [];
  for (let rest = seed < 0n ? -seed : seed; rest > 0n || words.length === 0; rest >>= 32n) {
    words.push(Number(rest & 0xffffffffn));
  }
  return words;
}
