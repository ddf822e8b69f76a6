import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import type { Rng } from "./rng.ts";

/**
 * mulberry32, a small 32-bit generator many scripts use, for reproducing numbers made elsewhere; draw nothing new with
 * it. Floats have 32 bits, `integer(n)` is ⌊u·n⌋, and it has no named streams: `fork` goes on with the same sequence.
 */
export function mulberry32(seed: number): Rng {
  let state = seed | 0;

  function nextUint32(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  const rng: Rng = {
    nextUint32,
    float: () => nextUint32() / 2 ** 32,
    integer: (n) => Math.floor((nextUint32() / 2 ** 32) * n),
    normal: () => normalQuantile((nextUint32() + 0.5) / 2 ** 32),
    jump: () => {
      throw new InvalidOptionError("generator", "mulberry32", "mulberry32 cannot jump");
    },
    fork: () => rng,
    seed,
    stream: ["mulberry32"],
  };
  return rng;
}
