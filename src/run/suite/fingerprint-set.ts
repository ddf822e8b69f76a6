import { hash } from "node:crypto";

/** sha256 of a text as 32 characters of one byte each; the sets below keep the first 8. */
export function fingerprint(text: string): string {
  return hash("sha256", text, "binary");
}

/**
 * A set of texts that keeps 8 bytes of each: a million take 16 to 32 MB, whatever their length. Two different texts are
 * taken for one with a chance of 3e-8 in a million.
 */
export interface FingerprintSet {
  readonly size: number;
  /** False when it was there already. */
  add(print: string): boolean;
}

export function fingerprintSet(): FingerprintSet {
  let high = new Uint32Array(1024);
  let low = new Uint32Array(1024);
  let size = 0;

  function insert(a: number, b: number): boolean {
    const mask = high.length - 1;
    for (let at = (a ^ b) & mask; ; at = (at + 1) & mask) {
      if (high[at] === 0 && low[at] === 0) {
        high[at] = a;
        low[at] = b;
        return true;
      }
      if (high[at] === a && low[at] === b) return false;
    }
  }

  function grow(): void {
    const [oldHigh, oldLow] = [high, low];
    high = new Uint32Array(oldHigh.length * 2);
    low = new Uint32Array(oldLow.length * 2);
    for (let i = 0; i < oldHigh.length; i++) {
      if (oldHigh[i] !== 0 || oldLow[i] !== 0) insert(oldHigh[i]!, oldLow[i]!);
    }
  }

  return {
    get size() {
      return size;
    },
    add(print) {
      const first = wordAt(print, 0);
      const second = wordAt(print, 4);
      // All zero marks a free place.
      const added = first === 0 && second === 0 ? insert(0, 1) : insert(first, second);
      if (added && ++size > high.length * 0.6) grow();
      return added;
    },
  };
}

function wordAt(print: string, at: number): number {
  const low = print.charCodeAt(at) | (print.charCodeAt(at + 1) << 8);
  return (low | (print.charCodeAt(at + 2) << 16) | (print.charCodeAt(at + 3) << 24)) >>> 0;
}
