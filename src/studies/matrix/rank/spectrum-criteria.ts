import { energyRank, entropyRank, participationRatio, stableRank } from "../../../linalg/factor/spectrum.ts";
import type { RankCriterion } from "./rank-criterion.ts";

const complete = "assumes complete data";

/** The criteria that read singular values alone. `rows` and `columns` are those of the matrix they came from. */
export function spectrumCriteria(
  singular: Float64Array,
  { view, rows, columns }: { readonly view: RankCriterion["view"]; readonly rows: number; readonly columns: number },
): RankCriterion[] {
  const squares = singular.map((value) => value ** 2);
  const total = squares.reduce((sum, value) => sum + value, 0);
  const p = singular.length;
  const row = (id: string, title: string, value: number | null, assumption = complete): RankCriterion => ({
    id,
    title,
    view,
    value,
    rank: value === null ? null : Math.round(value),
    assumption: view === "filled" ? assumption : null,
    reason: value === null ? "no variation" : null,
  });
  if (!(total > 0)) return [row("variance-90", "variance 90 %", null)];
  const sticks = singular.map((_value, i) => {
    let length = 0;
    for (let k = i; k < p; k++) length += 1 / (k + 1);
    return length / p;
  });
  const firstShort = squares.findIndex((value, i) => value / total <= sticks[i]!);
  const cut = gavishDonohoFactor(Math.min(rows, columns) / Math.max(rows, columns)) * median(singular);
  return [
    ...[0.8, 0.9, 0.95, 0.99].map((share) =>
      row(`variance-${100 * share}`, `variance ${Math.round(100 * share)} %`, energyRank(singular, share)),
    ),
    row("stable-rank", "stable rank", stableRank(singular)),
    row("entropy-rank", "entropy rank", entropyRank(singular)),
    row("participation-ratio", "participation ratio", participationRatio(singular)),
    row("kaiser", "Kaiser", squares.filter((value) => value / rows > 1).length),
    row("broken-stick", "broken stick", firstShort < 0 ? p : firstShort),
    row("elbow", "elbow", elbow(singular)),
    row("gavish-donoho", "Gavish–Donoho", singular.filter((value) => value > cut).length),
  ];
}

/** ω(β) for unknown noise: how many medians a singular value must exceed. Gavish and Donoho 2014, their cubic. */
export function gavishDonohoFactor(beta: number): number {
  return 0.56 * beta ** 3 - 0.95 * beta ** 2 + 1.82 * beta + 1.43;
}

/** The number of the point farthest from the line through the first and the last. */
function elbow(singular: Float64Array): number {
  const last = singular.length - 1;
  if (last < 1) return 1;
  const fall = (singular[0]! - singular[last]!) / last;
  let best = 0;
  let farthest = -1;
  for (let i = 0; i <= last; i++) {
    const distance = Math.abs(singular[0]! - fall * i - singular[i]!);
    if (distance > farthest) [best, farthest] = [i, distance];
  }
  return best + 1;
}

function median(sorted: Float64Array): number {
  const n = sorted.length;
  return (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.ceil((n - 1) / 2)]!) / 2;
}
