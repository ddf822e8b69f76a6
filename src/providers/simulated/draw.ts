import { hash } from "node:crypto";
import { xoshiro128 } from "../../stats/chance/xoshiro128.ts";
import { normalQuantile } from "../../stats/special/normal-quantile.ts";

/** A stream of chance, reduced to what a simulation needs, because one is opened for every call. */
export interface Draws {
  /** A uniform number in [0, 1). */
  float(): number;
  /** A uniform whole number in [0, n), n ≤ 2¹⁶. */
  integer(n: number): number;
  normal(): number;
}

/** A stream named by its parts: the same parts give the same draws on every machine. */
export function drawFrom(...parts: readonly (string | number)[]): Draws {
  const digest = digestOf(parts);
  const { nextUint32 } = xoshiro128([word(digest, 0), word(digest, 4), word(digest, 8), word(digest, 12) | 1]);
  const float = () => nextUint32() / 2 ** 32;
  return {
    float,
    integer: (n) => Math.floor(float() * n),
    normal: () => normalQuantile((nextUint32() + 0.5) / 2 ** 32),
  };
}

/** One standard normal number named by its parts; for effects that many calls share. */
export function normalFrom(...parts: readonly (string | number)[]): number {
  return normalQuantile((word(digestOf(parts), 0) + 0.5) / 2 ** 32);
}

function digestOf(parts: readonly (string | number)[]): string {
  return hash("sha256", `assay-simulation/1\0${parts.join("\0")}`, "binary");
}

function word(digest: string, at: number): number {
  const low = digest.charCodeAt(at) | (digest.charCodeAt(at + 1) << 8);
  return (low | (digest.charCodeAt(at + 2) << 16) | (digest.charCodeAt(at + 3) << 24)) >>> 0;
}
