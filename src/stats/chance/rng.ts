import { requireCount } from "../input-checks.ts";
import { normalQuantile } from "../special/normal-quantile.ts";

/** A seeded source of chance. Every function of this library that draws takes one; none has its own. */
export interface Rng {
  /** A uniform whole number in [0, 2³²). */
  nextUint32(): number;
  /** A uniform number in [0, 1) with 53 random bits. */
  float(): number;
  /** A uniform whole number in [0, n), without bias. n ≤ 2⁵³. */
  integer(n: number): number;
  /**
   * Puts what `integer(n)` gives one by one into `out` from place `from` up to, not including, `to`. A generator without
   * it is asked one by one; `drawIntegers` does either.
   */
  integers?(n: number, out: Int32Array, from: number, to: number): void;
  /** A standard normal number: the inverse distribution function of one float. */
  normal(): number;
  /** Skip far ahead (2⁶⁴ numbers), so that two copies of one state never overlap. */
  jump(): void;
  /** The stream of this one's seed and names, with `name` added. Does not depend on what was drawn so far. */
  fork(name: string): Rng;
  readonly seed: number | string;
  readonly stream: readonly string[];
}

/** What a generator must bring of its own; `rngFrom` adds the rest. */
export interface RngCore {
  nextUint32(): number;
  jump(): void;
  fork(name: string): Rng;
  seed: number | string;
  stream: readonly string[];
  integers?: Rng["integers"];
}

/** Fills `out` from `from` up to `to` with uniform whole numbers in [0, n), as `rng.integer(n)` would, in that order. */
export function drawIntegers(rng: Rng, n: number, out: Int32Array, from: number, to: number): void {
  if (rng.integers && n <= widest) rng.integers(n, out, from, to);
  else for (let i = from; i < to; i++) out[i] = rng.integer(n);
}

/** The largest n whose product with a word is exact in a double. */
const widest = 2 ** 21;

/** Complete a generator of 32-bit words to an Rng: floats, unbiased integers and normals as the records name them. */
export function rngFrom(core: RngCore): Rng {
  const { nextUint32 } = core;

  function float(): number {
    const high = nextUint32() >>> 5;
    return (high * 2 ** 26 + (nextUint32() >>> 6)) / 2 ** 53;
  }

  function integer(n: number): number {
    if (n > widest || n < 1 || !Number.isInteger(n)) return wideInteger(n);
    let word = nextUint32();
    let low = Math.imul(word, n) >>> 0;
    if (low < n) {
      const threshold = (2 ** 32 - n) % n;
      while (low < threshold) {
        word = nextUint32();
        low = Math.imul(word, n) >>> 0;
      }
    }
    return (word * n - low) / 2 ** 32;
  }

  function wideInteger(n: number): number {
    requireCount("n", n, 1);
    const limit = 2 ** 53 - (2 ** 53 % n);
    let wide = float() * 2 ** 53;
    while (wide >= limit) wide = float() * 2 ** 53;
    return wide % n;
  }

  function normal(): number {
    return normalQuantile(Math.min(float() + 2 ** -54, 1 - 2 ** -53));
  }

  const { jump, fork, seed, stream, integers } = core;
  const own = { nextUint32, float, integer, normal, jump, fork, seed, stream };
  return integers ? { ...own, integers } : own;
}
