import { finiteCopy } from "../input-checks.ts";
import type { TestResult } from "../records.ts";
import { kolmogorovSurvival } from "../special/kolmogorov.ts";

/**
 * Two-sample Kolmogorov–Smirnov test that both samples come from one distribution; the statistic D is the largest
 * distance of the two step functions. Exact given the ties, by the chance that a random order of the pool ever lies as
 * far apart, up to n·m = 10⁷; Kolmogorov's limit beyond. An empty sample: `too-few`.
 *
 * `ties`: "exact" (default) looks at the distance only where a group of equal values is complete; "ignore" looks
 * everywhere, as older tables and tools do, which makes p too large.
 */
export function kolmogorovSmirnov(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: { ties?: "exact" | "ignore" } = {},
): TestResult {
  const x = finiteCopy("a", a).sort();
  const y = finiteCopy("b", b).sort();
  const [n, m] = [x.length, y.length];
  const frame = { alternative: "two-sided", convention: "absolute", n: n + m, zeros: 0 } as const;
  const method = "Kolmogorov-Smirnov";
  if (n === 0 || m === 0)
    return { ...frame, statistic: null, p: null, method, exact: false, ties: 0, reason: "too-few" };
  const pool = Float64Array.from([...x, ...y]).sort();
  /** True where a group of equal values is complete, so that the step functions can be compared. */
  const complete = Array.from(pool, (value, i) => i + 1 === pool.length || pool[i + 1]! > value);
  let [i, j, statistic] = [0, 0, 0];
  pool.forEach((value, place) => {
    if (!complete[place]) return;
    while (i < n && x[i]! <= value) i++;
    while (j < m && y[j]! <= value) j++;
    statistic = Math.max(statistic, Math.abs(i / n - j / m));
  });
  const ties = complete.filter((done) => !done).length;
  if (n * m > 1e7) {
    const p = kolmogorovSurvival(statistic * Math.sqrt((n * m) / (n + m)));
    return { ...frame, statistic, p, method: `${method} limit`, exact: false, ties };
  }
  const looked = options.ties === "ignore" ? complete.map(() => true) : complete;
  return {
    ...frame,
    statistic,
    p: reachChance(n, m, statistic, looked),
    method: `${method} exact`,
    exact: true,
    ties,
  };
}

/** The chance that a random path to (n, m) is ever at least `distance` apart where it is looked at. */
function reachChance(n: number, m: number, distance: number, complete: readonly boolean[]): number {
  const limit = distance - 1e-10;
  const row = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (i + j === 0) continue;
      const far = complete[i + j - 1]! && Math.abs(i / n - j / m) >= limit;
      const fromX = i === 0 ? 0 : row[j]! * i;
      const fromY = j === 0 ? 0 : row[j - 1]! * j;
      row[j] = far ? 1 : (fromX + fromY) / (i + j);
    }
  }
  return row[m]!;
}
