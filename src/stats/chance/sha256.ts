/**
 * SHA-256 of the UTF-8 bytes of `text`, as eight big-endian words. FIPS 180-4. Used to name random streams, so it must
 * give the same words in a browser and under Node without either's crypto module.
 */
export function sha256Words(text: string): Uint32Array {
  const message = paddedBlocks(new TextEncoder().encode(text));
  const hash = Uint32Array.from(initialHash);
  const schedule = new Uint32Array(64);
  for (let start = 0; start < message.length; start += 16) {
    schedule.set(message.subarray(start, start + 16));
    compress(hash, schedule);
  }
  return hash;
}

/** The message as big-endian words: a one bit, zeros, and the length in bits make it a multiple of 16 words. */
function paddedBlocks(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array((((bytes.length + 8) >>> 6) + 1) << 4);
  for (let i = 0; i < bytes.length; i++) words[i >> 2]! |= bytes[i]! << (24 - 8 * (i & 3));
  words[bytes.length >> 2]! |= 0x80 << (24 - 8 * (bytes.length & 3));
  words[words.length - 2] = Math.floor(bytes.length / 2 ** 29);
  words[words.length - 1] = bytes.length << 3;
  return words;
}

function compress(hash: Uint32Array, schedule: Uint32Array): void {
  for (let t = 16; t < 64; t++) {
    const early = schedule[t - 15]!;
    const late = schedule[t - 2]!;
    const smallSigma0 = rotateRight(early, 7) ^ rotateRight(early, 18) ^ (early >>> 3);
    const smallSigma1 = rotateRight(late, 17) ^ rotateRight(late, 19) ^ (late >>> 10);
    schedule[t] = schedule[t - 16]! + smallSigma0 + schedule[t - 7]! + smallSigma1;
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const bigSigma1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const first = (h + bigSigma1 + ((e & f) ^ (~e & g)) + roundConstants[t]! + schedule[t]!) | 0;
    const bigSigma0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const second = (bigSigma0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  const change = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) hash[i]! += change[i]!;
}

function rotateRight(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The first `count` primes. FIPS 180-4 takes its constants from the fractions of their roots. */
function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

/** First 32 bits of the fraction of the k-th root of n, by integer bisection so that no rounding can enter. */
function rootFraction(n: number, k: bigint): number {
  const target = BigInt(n) << (32n * k);
  let low = 0n;
  let high = BigInt(n) << 32n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** k <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

const primes = firstPrimes(64);
const initialHash = primes.slice(0, 8).map((prime) => rootFraction(prime, 2n));
const roundConstants = Uint32Array.from(primes, (prime) => rootFraction(prime, 3n));
