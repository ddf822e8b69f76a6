import type { WordGenerator } from "./xoshiro128.ts";

const size = 624;
const shift = 397;

/**
 * MT19937 of Matsumoto and Nishimura (1998), for reproducing public masks and initialisations bit for bit; draw nothing
 * new with it. `key` one word: init_genrand. `key` a list: init_by_array.
 */
export function mersenneTwister(key: number | readonly number[]): Pick<WordGenerator, "nextUint32"> {
  const state = typeof key === "number" ? fromWord(key) : fromList(key);
  let next = size;

  function nextUint32(): number {
    if (next === size) {
      twist(state);
      next = 0;
    }
    let word = state[next++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  return { nextUint32 };
}

/** Two words as a number in [0,1) with 53 bits, as both CPython and NumPy make it. */
export function twoWordFloat(nextUint32: () => number): number {
  const high = nextUint32() >>> 5;
  return (high * 2 ** 26 + (nextUint32() >>> 6)) / 2 ** 53;
}

function fromWord(word: number): Uint32Array {
  const state = new Uint32Array(size);
  state[0] = word;
  for (let i = 1; i < size; i++) {
    const before = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = Math.imul(before, 1812433253) + i;
  }
  return state;
}

function fromList(key: readonly number[]): Uint32Array {
  const state = fromWord(19650218);
  let [i, j] = [1, 0];
  const advance = () => {
    if (++i < size) return;
    state[0] = state[size - 1]!;
    i = 1;
  };
  for (let k = Math.max(size, key.length); k > 0; k--) {
    const before = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = (state[i]! ^ Math.imul(before, 1664525)) + key[j]! + j;
    advance();
    j = (j + 1) % key.length;
  }
  for (let k = size - 1; k > 0; k--) {
    const before = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = (state[i]! ^ Math.imul(before, 1566083941)) - i;
    advance();
  }
  state[0] = 0x80000000;
  return state;
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < size; i++) {
    const mixed = (state[i]! & 0x80000000) | (state[(i + 1) % size]! & 0x7fffffff);
    const value = state[(i + shift) % size]! ^ (mixed >>> 1);
    state[i] = mixed & 1 ? value ^ 0x9908b0df : value;
  }
}
