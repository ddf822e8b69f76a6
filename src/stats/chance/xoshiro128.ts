/** The bare generator: 32-bit words and a jump of 2⁶⁴ of them. */
export interface WordGenerator {
  nextUint32(): number;
  jump(): void;
  /** Uniform whole numbers in [0, n), n ≤ 2²¹, by multiplying a word with n and drawing again where that would favour some. */
  integers(n: number, out: Int32Array, from: number, to: number): void;
}

/**
 * xoshiro128** of Blackman and Vigna (2018), 128 bits of state, period 2¹²⁸ − 1. `state` is four 32-bit words, not all
 * zero; it is copied. Not for secrets.
 */
export function xoshiro128(state: ArrayLike<number>): WordGenerator {
  const s = Int32Array.from(state);

  function nextUint32(): number {
    const s1 = s[1]!;
    const scaled = Math.imul(s1, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const s2 = s[2]! ^ s[0]!;
    const s3 = s[3]! ^ s1;
    s[1] = s1 ^ s2;
    s[0] = s[0]! ^ s3;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result;
  }

  function jump(): void {
    const sum = new Int32Array(4);
    for (const word of jumpPolynomial) {
      for (let bit = 0; bit < 32; bit++) {
        if ((word >>> bit) & 1) for (let i = 0; i < 4; i++) sum[i]! ^= s[i]!;
        nextUint32();
      }
    }
    s.set(sum);
  }

  /** The state in local variables: several times as fast as a call for each number. */
  function integers(n: number, out: Int32Array, from: number, to: number): void {
    let s0 = s[0]!;
    let s1 = s[1]!;
    let s2 = s[2]!;
    let s3 = s[3]!;
    const scale = n / 2 ** 32;
    for (let i = from; i < to; ) {
      const scaled = Math.imul(s1, 5);
      const word = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
      const shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
      const low = Math.imul(word, n) >>> 0;
      if (low >= n || low >= (2 ** 32 - n) % n) out[i++] = (word * scale) | 0;
    }
    s[0] = s0;
    s[1] = s1;
    s[2] = s2;
    s[3] = s3;
  }

  return { nextUint32, jump, integers };
}

const jumpPolynomial = [0x8764000b, 0xf542d2d3, 0x6fa035c3, 0x77f2db5b];
