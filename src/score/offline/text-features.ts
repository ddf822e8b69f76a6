/** A text as few non-zero features of many: places, rising, and their values. Length 1 in all. */
export interface TextFeatures {
  readonly places: Int32Array;
  readonly values: Float64Array;
}

/** Hashed features, a power of two. */
export const featureCount = 2 ** 16;

const wordSizes = [1, 2] as const;
const characterSizes = [3, 4, 5] as const;

/** The parties of an answer's prompt, which stand in its text under their own names. */
export interface NamedParties {
  readonly high: string;
  readonly low: string;
}

/**
 * Word 1–2-grams and character 3–5-grams of a text, hashed with a sign (Weinberger et al. 2009), each family with
 * 1 + ln(count) and length 1. Parties are replaced by the side they stand on, so that what is learned of one dispute
 * holds for another.
 */
export function textFeatures(text: string, parties: NamedParties | null): TextFeatures {
  const plain = normalised(text, parties);
  const words = plain.match(/[\p{L}\p{N}‹›]+/gu) ?? [];
  const counts = new Map<number, number>();
  addFamily(counts, "w", gramsOf(words, wordSizes, " "));
  addFamily(counts, "c", gramsOf(Array.from(` ${plain} `), characterSizes, ""));
  const entries = [...counts].filter(([, value]) => value !== 0).sort(([a], [b]) => a - b);
  const length = Math.sqrt(entries.reduce((sum, [, value]) => sum + value * value, 0)) || 1;
  return {
    places: Int32Array.from(entries, ([place]) => place),
    values: Float64Array.from(entries, ([, value]) => value / length),
  };
}

/** Σ of products over the places both have. */
export function sparseDot(a: TextFeatures, b: TextFeatures): number {
  let [sum, i, j] = [0, 0, 0];
  while (i < a.places.length && j < b.places.length) {
    const [p, q] = [a.places[i]!, b.places[j]!];
    if (p === q) sum += a.values[i++]! * b.values[j++]!;
    else if (p < q) i++;
    else j++;
  }
  return sum;
}

function normalised(text: string, parties: NamedParties | null): string {
  const folded = text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  if (parties === null) return folded;
  // The longer name first, since one may stand inside the other.
  const sides = [
    [parties.high.toLowerCase(), "‹high›"],
    [parties.low.toLowerCase(), "‹low›"],
  ].sort((a, b) => b[0]!.length - a[0]!.length);
  return sides.reduce((said, [name, side]) => (name === "" ? said : said.replaceAll(name!, side!)), folded);
}

function gramsOf(units: readonly string[], sizes: readonly number[], glue: string): Map<string, number> {
  const grams = new Map<string, number>();
  for (const size of sizes) {
    for (let i = 0; i + size <= units.length; i++) {
      const gram = units.slice(i, i + size).join(glue);
      grams.set(gram, (grams.get(gram) ?? 0) + 1);
    }
  }
  return grams;
}

/** Both families weigh the same, however many grams each has. */
function addFamily(counts: Map<number, number>, name: string, grams: ReadonlyMap<string, number>): void {
  let squares = 0;
  for (const count of grams.values()) squares += (1 + Math.log(count)) ** 2;
  const scale = 1 / (Math.sqrt(squares) || 1);
  for (const [gram, count] of grams) {
    const hashed = fnv1a(`${name}:${gram}`);
    const place = hashed % featureCount;
    const sign = hashed >>> 31 === 1 ? -1 : 1;
    counts.set(place, (counts.get(place) ?? 0) + sign * scale * (1 + Math.log(count)));
  }
}

/** FNV-1a over UTF-16 units, 32 bits, with a last mix so that the top bit is as good as the others. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
