/**
 * Mean silhouette width over all members (Rousseeuw 1987): (b − a)/max(a, b), a the mean distance to one's own cluster, b
 * to the nearest other; 0 for a cluster of one. In [−1, 1]; null with one cluster.
 */
export function meanSilhouette(distance: readonly ArrayLike<number>[], labels: Int32Array): number | null {
  const clusters = Math.max(...labels) + 1;
  if (clusters < 2) return null;
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const totals = new Float64Array(clusters);
    const counts = new Int32Array(clusters);
    for (let j = 0; j < labels.length; j++) {
      if (i === j) continue;
      totals[labels[j]!]! += distance[i]![j]!;
      counts[labels[j]!]!++;
    }
    const own = labels[i]!;
    if (counts[own] === 0) continue;
    const inside = totals[own]! / counts[own]!;
    let outside = Infinity;
    for (let c = 0; c < clusters; c++) if (c !== own) outside = Math.min(outside, totals[c]! / counts[c]!);
    const larger = Math.max(inside, outside);
    if (larger > 0) sum += (outside - inside) / larger;
  }
  return sum / labels.length;
}

/**
 * Adjusted Rand index of two partitions of the same members (Hubert and Arabie 1985): 1 for equal, 0 expected by chance.
 * Two partitions without any structure (all in one, or all alone) count as equal.
 */
export function adjustedRand(a: Int32Array, b: Int32Array): number {
  const [ka, kb] = [Math.max(...a) + 1, Math.max(...b) + 1];
  const table = new Int32Array(ka * kb);
  for (let i = 0; i < a.length; i++) table[a[i]! * kb + b[i]!]!++;
  const pairs = (count: number) => (count * (count - 1)) / 2;
  const [rows, columns] = [new Int32Array(ka), new Int32Array(kb)];
  let together = 0;
  table.forEach((count, place) => {
    rows[Math.floor(place / kb)]! += count;
    columns[place % kb]! += count;
    together += pairs(count);
  });
  const inA = rows.reduce((sum, count) => sum + pairs(count), 0);
  const inB = columns.reduce((sum, count) => sum + pairs(count), 0);
  const expected = (inA * inB) / pairs(a.length);
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
