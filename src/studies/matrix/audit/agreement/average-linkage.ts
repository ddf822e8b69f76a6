/**
 * Agglomerative clustering by mean distance between members (Sokal and Michener 1958), cut at each number of clusters
 * asked for. distance is symmetric. Ties merge the pair that comes first. Labels count from 0 by first member.
 */
export function averageLinkage(
  distance: readonly ArrayLike<number>[],
  counts: readonly number[],
): ReadonlyMap<number, Int32Array> {
  const n = distance.length;
  const flat = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) flat[i * n + j] = distance[i]![j]!;
  const size = new Int32Array(n).fill(1);
  const home = Int32Array.from({ length: n }, (_, i) => i);
  /** The clusters left, in its first `left` places, ascending. */
  const alive = home.slice();
  const nearest = new Int32Array(n);
  const cuts = new Map<number, Int32Array>();
  const fewest = Math.min(...counts);
  for (let i = 0; i < n; i++) nearest[i] = nearestOf(i, alive, n, flat);
  for (let left = n; ; left--) {
    if (counts.includes(left)) cuts.set(left, relabel(home));
    if (left <= Math.max(1, fewest)) return cuts;
    const a = closest(alive, left, nearest, flat, n);
    const [kept, gone] = [Math.min(a, nearest[a]!), Math.max(a, nearest[a]!)];
    const [keptSize, goneSize] = [size[kept]!, size[gone]!];
    let place = 0;
    for (let at = 0; at < left; at++) {
      const k = alive[at]!;
      if (k === gone) continue;
      alive[place++] = k;
      if (k === kept) continue;
      const mean = (keptSize * flat[kept * n + k]! + goneSize * flat[gone * n + k]!) / (keptSize + goneSize);
      flat[kept * n + k] = mean;
      flat[k * n + kept] = mean;
    }
    size[kept] = keptSize + goneSize;
    for (let i = 0; i < n; i++) if (home[i] === gone) home[i] = kept;
    for (let at = 0; at < place; at++) {
      const i = alive[at]!;
      // A mean of two distances is never below both, so only those whose nearest was merged must look again.
      if (i === kept || nearest[i] === kept || nearest[i] === gone) nearest[i] = nearestOf(i, alive, place, flat);
    }
  }
}

/** The cluster whose nearest other is nearest of all; the first of equals. */
function closest(alive: Int32Array, left: number, nearest: Int32Array, flat: Float64Array, n: number): number {
  let [best, least] = [alive[0]!, Infinity];
  for (let at = 0; at < left; at++) {
    const i = alive[at]!;
    const distance = flat[i * n + nearest[i]!]!;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

function nearestOf(i: number, alive: Int32Array, left: number, flat: Float64Array): number {
  const row = i * alive.length;
  let [best, least] = [-1, Infinity];
  for (let at = 0; at < left; at++) {
    const j = alive[at]!;
    if (j !== i && flat[row + j]! < least) {
      best = j;
      least = flat[row + j]!;
    }
  }
  return best;
}

function relabel(home: Int32Array): Int32Array {
  const names = new Map<number, number>();
  return home.map((place) => {
    if (!names.has(place)) names.set(place, names.size);
    return names.get(place)!;
  });
}
