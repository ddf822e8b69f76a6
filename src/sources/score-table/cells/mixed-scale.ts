export interface MixedScale {
  readonly benchmark: number;
  /** Entries that look like shares among entries that look like per cents. */
  readonly entries: readonly number[];
}

/**
 * Benchmarks that mix 0–1 and 0–100: entries in (0, 1] that would sit among the others if multiplied by 100, and lie far
 * (a factor of 10) below the smallest of them as they are. A hard benchmark with scores of 0.4 and 1.1 is not one.
 */
export function findMixedScales(benchmark: Int32Array, value: Float64Array, width: number): MixedScale[] {
  const top = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  const [lowPercent, highShare, shares] = [
    new Float64Array(width).fill(Number.POSITIVE_INFINITY),
    new Float64Array(width).fill(Number.NEGATIVE_INFINITY),
    new Int32Array(width),
  ];
  for (let entry = 0; entry < value.length; entry++) {
    const score = value[entry]!;
    const at = benchmark[entry]!;
    top[at] = Math.max(top[at]!, score);
    if (score > 1) lowPercent[at] = Math.min(lowPercent[at]!, score);
    else if (score > 0) {
      highShare[at] = Math.max(highShare[at]!, score);
      shares[at]!++;
    }
  }
  const mixed = new Set<number>();
  for (let at = 0; at < width; at++) {
    const apart = lowPercent[at]! >= 10 * highShare[at]!;
    if (shares[at]! > 0 && top[at]! > 1 && top[at]! <= 100 && apart) mixed.add(at);
  }
  const found = new Map<number, number[]>([...mixed].map((at) => [at, []]));
  if (mixed.size > 0) {
    for (const [entry, score] of value.entries())
      if (score > 0 && score <= 1) found.get(benchmark[entry]!)?.push(entry);
  }
  return [...found].map(([at, entries]) => ({ benchmark: at, entries }));
}
