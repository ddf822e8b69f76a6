import type { Rng } from "../../../stats/chance/rng.ts";
import { type MaskedView, narrowView } from "../masked-view.ts";
import { shuffled } from "../protocols/shuffle.ts";
import { spectrumCriteria } from "../rank/spectrum-criteria.ts";
import { type RankTable, rankTable } from "./rank-table.ts";
import { approximations, momentSpectrum, type Spectrum, shiftedToZero, spectrumOf } from "./spectrum.ts";

/** What a universe looks for dimensions with. */
export interface RankQuestion {
  readonly missing: string;
  readonly transform: string;
  readonly decomposition: string;
}

/** With nineteen the greatest is the limit that chance passes once in twenty. */
const permutations = 19;
const cvFolds = 3;
const cvShare = 0.1;
const cvRanks = 6;

/**
 * How many dimensions the table has by one criterion: `variance-90`, `elbow`, `parallel`, `cv` or `fixed-2`. A share of
 * the variance that the dimensions looked for do not reach gives their number. `parallel` can be 0.
 */
export function effectiveRank(
  view: MaskedView,
  question: RankQuestion,
  criterion: string,
  rng: Rng,
  shared: { readonly table: RankTable; readonly spectrum: () => Spectrum },
): number {
  if (criterion.startsWith("fixed-")) return Number(criterion.slice("fixed-".length));
  if (criterion === "cv") return crossValidated(view, question, rng.fork("cv"));
  if (criterion === "parallel") return parallel(shared.table, question.decomposition, rng.fork("parallel"));
  const { energies, total } = shared.spectrum();
  if (criterion === "elbow") {
    const shape = { view: "filled", rows: view.models.length, columns: view.benchmarks.length } as const;
    return spectrumCriteria(energies.map(Math.sqrt), shape).find(({ id }) => id === "elbow")?.rank ?? 1;
  }
  const wanted = (Number(criterion.slice("variance-".length)) / 100) * total - 1e-12 * total;
  let held = 0;
  const at = energies.findIndex((energy) => {
    held += energy;
    return held >= wanted;
  });
  return at < 0 ? energies.length : at + 1;
}

/** The decomposition's table and spectrum, the latter when first asked for. */
export function rankShared(view: MaskedView, { missing, transform, decomposition }: RankQuestion) {
  const table = rankTable(view, missing, transform);
  let known: Spectrum | null = null;
  return {
    table,
    spectrum: () => {
      known ??= spectrumOf(table, decomposition);
      return known;
    },
  };
}

/**
 * Leading singular values above the greatest of permuted tables', the scores of each benchmark permuted among the models
 * that have one. Horn's test is one of principal components; factor analysis and NMF borrow it, the latter shifted.
 */
function parallel(table: RankTable, decomposition: string, rng: Rng): number {
  const { values, observed, full } = table;
  const { rows: n, cols: p } = values;
  const base = decomposition === "nmf" ? shiftedToZero(table).values : values;
  const data = base.data.slice();
  if (decomposition === "pca" || decomposition === "fa") subtractMeans(data, observed, p);
  const spectrumFrom = (own: Float64Array) =>
    momentSpectrum({ ...table, values: { rows: n, cols: p, data: own }, observed, full });
  const own = spectrumFrom(data);
  const limit = new Float64Array(own.length);
  for (let draw = 0; draw < permutations; draw++) {
    const mixed = data.slice();
    for (let j = 0; j < p; j++) {
      const places = Array.from({ length: n }, (_, i) => i * p + j).filter((at) => observed[at]);
      for (const [k, from] of shuffled(places, rng).entries()) mixed[places[k]!] = data[from]!;
    }
    for (const [k, value] of spectrumFrom(mixed).entries()) limit[k] = Math.max(limit[k]!, value);
  }
  const first = own.findIndex((value, k) => value <= limit[k]!);
  return first < 0 ? own.length : first;
}

function subtractMeans(data: Float64Array, observed: Uint8Array, p: number): void {
  const [sum, count] = [new Float64Array(p), new Float64Array(p)];
  for (let at = 0; at < data.length; at++) {
    if (!observed[at]) continue;
    sum[at % p]! += data[at]!;
    count[at % p]!++;
  }
  for (let at = 0; at < data.length; at++) if (observed[at]) data[at]! -= sum[at % p]! / count[at % p]!;
}

/**
 * Hides a tenth of the scores three times, fills the holes anew where the universe fills, and predicts them from every rank
 * up to 6: the smallest within one standard error (clustered by model) of the least mean error, in spreads of the column.
 */
function crossValidated(view: MaskedView, { missing, transform, decomposition }: RankQuestion, rng: Rng): number {
  const p = view.benchmarks.length;
  const cells = view.models.flatMap((_model, model) =>
    Array.from({ length: view.rows.start[model + 1]! - view.rows.start[model]! }, (_, k) => {
      const at = view.rows.start[model]! + k;
      return { model, benchmark: view.rows.index[at]!, value: view.rows.value[at]! };
    }),
  );
  const order = shuffled(cells, rng);
  const size = Math.max(1, Math.round(cvShare * order.length));
  const sums: Float64Array[] = [];
  const counts = new Float64Array(view.models.length);
  for (let fold = 0; fold < cvFolds; fold++) {
    const hidden = order.slice(fold * size, (fold + 1) * size);
    const table = rankTable(narrowView(view, hidden), missing, transform);
    const tables = approximations(table, decomposition, cvRanks);
    for (const { model, benchmark, value } of hidden) {
      const { transform: map, sd, count } = table.working.columns[benchmark]!;
      if (count === 0) continue;
      counts[model]!++;
      for (const [k, fitted] of tables.entries()) {
        sums[k] ??= new Float64Array(view.models.length);
        sums[k]![model]! += Math.abs(fitted[model * p + benchmark]! - map.forward(value)) / sd;
      }
    }
  }
  const cellCount = counts.reduce((sum, value) => sum + value, 0);
  const models = counts.filter((value) => value > 0).length;
  const means = sums.map((own) => own.reduce((sum, value) => sum + value, 0) / Math.max(1, cellCount));
  if (means.length === 0) return 1;
  const best = means.indexOf(Math.min(...means));
  let squares = 0;
  for (let m = 0; m < counts.length; m++) squares += (sums[best]![m]! - means[best]! * counts[m]!) ** 2;
  const error = Math.sqrt((models / Math.max(1, models - 1)) * squares) / Math.max(1, cellCount);
  return means.findIndex((mean) => mean <= means[best]! + error) + 1;
}
