import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { type Rng, rngFrom } from "./rng.ts";
import { sha256Words } from "./sha256.ts";
import { xoshiro128 } from "./xoshiro128.ts";

/**
 * The random stream of a seed and a path of names: the same seed and names give the same numbers everywhere, and
 * streams with different names have nothing to do with each other. `seed` is a safe integer or a string.
 *
 * The state is the first 16 bytes of SHA-256 over "assay-rng/1", the seed in decimal and the names, joined by U+0000.
 * Give every metric its own name, so that adding one leaves the others' numbers as they were.
 */
export function rngStream(seed: number | string, ...names: readonly string[]): Rng {
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new InvalidOptionError("seed", seed, "a seed is a safe integer or a string");
  }
  const state = sha256Words(["assay-rng/1", String(seed), ...names].join("\0")).slice(0, 4);
  if (state.every((word) => word === 0)) state[3] = 1;
  const generator = xoshiro128(state);
  return rngFrom({ ...generator, seed, stream: names, fork: (name) => rngStream(seed, ...names, name) });
}

/** Replicates that share one stream. Part of the format: changing it changes every resampled number. */
export const blockSize = 1024;

/**
 * The stream of the block that holds replicate `replicate`: (…, "block", ⌊replicate/1024⌋). Draw a block's replicates in
 * order from it, and any number of workers gives the same bytes.
 */
export function blockStream(rng: Rng, replicate: number): Rng {
  return rng.fork("block").fork(String(Math.floor(replicate / blockSize)));
}
