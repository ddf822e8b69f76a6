/**
 * Agglomerative clustering by mean distance between members (Sokal and Michener 1958), cut at each number of clusters
 * asked for. distance is symmetric. Ties merge the pair that comes first. Labels count from 0 by first member.
 */
export function averageLinkage(
  distance: readonly ArrayLike<number>[],
  counts: readonly number[],
): ReadonlyMap<number, Int32Array> {
  const n = distance.length;
  const flat = Float64Array.from({ length: n * n }, (_, place) => distance[Math.floor(place / n)]![place % n]!);
  const size = new Int32Array(n).fill(1);
  const home = Int32Array.from({ length: n }, (_, i) => i);
  const alive = Array.from({ length: n }, (_, i) => i);
  const nearest = new Int32Array(n).fill(-1);
  const cuts = new Map<number, Int32Array>();
  const keep = () => {
    if (counts.includes(alive.length)) cuts.set(alive.length, relabel(home));
  };
  for (const i of alive) nearest[i] = nearestOf(i, alive, flat, n);
  keep();
  while (alive.length > 1) {
    let a = -1;
    for (const i of alive) {
      if (nearest[i]! >= 0 && (a < 0 || flat[i * n + nearest[i]!]! < flat[a * n + nearest[a]!]!)) a = i;
    }
    const b = nearest[a]!;
    const [kept, gone] = [Math.min(a, b), Math.max(a, b)];
    for (const k of alive) {
      if (k === kept || k === gone) continue;
      const mean =
        (size[kept]! * flat[kept * n + k]! + size[gone]! * flat[gone * n + k]!) / (size[kept]! + size[gone]!);
      flat[kept * n + k] = flat[k * n + kept] = mean;
    }
    size[kept]! += size[gone]!;
    for (let i = 0; i < n; i++) if (home[i] === gone) home[i] = kept;
    alive.splice(alive.indexOf(gone), 1);
    for (const i of alive) {
      if (i === kept || nearest[i] === kept || nearest[i] === gone) nearest[i] = nearestOf(i, alive, flat, n);
    }
    keep();
  }
  return cuts;
}

/** A mean of two distances is never below both, so only those whose nearest was merged must look again. */
function nearestOf(i: number, alive: readonly number[], flat: Float64Array, n: number): number {
  let best = -1;
  for (const j of alive) {
    if (j !== i && (best < 0 || flat[i * n + j]! < flat[i * n + best]!)) best = j;
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
