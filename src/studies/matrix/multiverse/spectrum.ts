import { leadingEigen } from "../../../linalg/factor/leading-eigen.ts";
import { hardImpute } from "../../../linalg/masked/impute.ts";
import { type Matrix, zeros } from "../../../linalg/matrix.ts";
import { gram } from "../../../linalg/products/multiply.ts";
import { type FaxFit, fitFax } from "../predictors/fax/fax-fit.ts";
import { predictiveMoments } from "../predictors/fax/fax-posterior.ts";
import { nmfPath } from "./nmf.ts";
import type { RankTable } from "./rank-table.ts";

/** How much of a table each further dimension holds, in the units of its decomposition. */
export interface Spectrum {
  /** By dimension, greatest first. */
  readonly energies: Float64Array;
  /** What all dimensions there can be would hold; the sum of the energies except where only the first were sought. */
  readonly total: number;
}

/** Most dimensions looked for by the decompositions that find them one by one. */
const mostNmf = 10;
const mostFactors = 8;
/** Two benchmarks that fewer models share say nothing of each other. */
const leastShared = 3;

/**
 * svd: squared singular values of the transformed scores as they are. pca: those of scores less their benchmark's mean. With
 * holes both are the eigenvalues of pairwise moments, negative ones taken for 0. nmf: falls of the residual, benchmarks
 * shifted to begin at 0. fa: eigenvalues of the loadings of a factor analysis of z-scores, shares of what is common.
 */
export function spectrumOf(table: RankTable, decomposition: string): Spectrum {
  if (decomposition === "nmf") {
    const shifted = shiftedToZero(table);
    const { residual } = nmfPath(shifted, Math.min(mostNmf, shifted.values.rows, shifted.values.cols));
    const falls = residual.slice(1).map((value, at) => Math.max(0, residual[at]! - value));
    return { energies: Float64Array.from(falls).sort((a, b) => b - a), total: residual[0]! };
  }
  if (decomposition === "fa") {
    const [fit] = factorFits(table, [Math.min(mostFactors, mostRank(table))]);
    return whole(eigenvalues(gram({ rows: fit!.benchmarks, cols: fit!.rank, data: fit!.loadings })));
  }
  return whole(momentSpectrum(decomposition === "pca" ? centred(table).table : table));
}

/** Squared singular values, or what stands for them where there are holes. */
export function momentSpectrum({ values, observed, full }: RankTable): Float64Array {
  return eigenvalues(full ? gram(values) : pairwiseMoments(values, observed));
}

/** The table of each rank from 1 to `most`, n × p in the units of the table: what hidden cells are predicted from. */
export function approximations(table: RankTable, decomposition: string, most: number): Float64Array[] {
  const ranks = Array.from({ length: Math.min(most, mostRank(table)) }, (_, k) => k + 1);
  const { rows: n, cols: p } = table.values;
  if (decomposition === "nmf") {
    const shifted = shiftedToZero(table);
    return nmfPath(shifted, ranks.length, { keep: true })
      .approximations.slice(1)
      .map((fitted) => fitted.map((value, at) => value + shifted.low[at % p]!));
  }
  if (decomposition === "fa") {
    const { columns } = table.working;
    return factorFits(table, ranks).map((fit) =>
      Float64Array.from({ length: n * p }, (_, at) => {
        const column = columns[at % p]!;
        return column.mean + column.sd * predictiveMoments(fit, Math.floor(at / p), at % p).mean;
      }),
    );
  }
  const { table: own, means } = decomposition === "pca" ? centred(table) : { table, means: new Float64Array(p) };
  const found = own.full ? truncated(own.values, ranks.length) : completed(own, ranks);
  return found.map((fitted) => fitted.map((value, at) => value + means[at % p]!));
}

function whole(energies: Float64Array): Spectrum {
  return { energies, total: energies.reduce((sum, value) => sum + value, 0) };
}

export function mostRank({ values }: RankTable): number {
  return Math.max(1, Math.min(values.rows, values.cols) - 1);
}

/** Descending, none below 0. */
function eigenvalues(symmetric: Matrix): Float64Array {
  const { values } = leadingEigen(symmetric.data.slice(), symmetric.rows, () => 0)!;
  return values.map((value) => Math.max(0, value));
}

function pairwiseMoments({ rows: n, cols: p, data }: Matrix, observed: Uint8Array): Matrix {
  const moments = zeros(p, p);
  for (let j = 0; j < p; j++) {
    for (let k = 0; k <= j; k++) {
      let [sum, shared] = [0, 0];
      for (let i = 0; i < n; i++) {
        const at = i * p;
        if (!observed[at + j] || !observed[at + k]) continue;
        sum += data[at + j]! * data[at + k]!;
        shared++;
      }
      moments.data[j * p + k] = moments.data[k * p + j] =
        shared < leastShared && j !== k ? 0 : (sum * n) / Math.max(1, shared);
    }
  }
  return moments;
}

function centred(table: RankTable): { readonly table: RankTable; readonly means: Float64Array } {
  const { rows: n, cols: p, data } = table.values;
  const means = new Float64Array(p);
  const values = zeros(n, p);
  for (let j = 0; j < p; j++) {
    let count = 0;
    for (let i = 0; i < n; i++) {
      if (!table.observed[i * p + j]) continue;
      means[j]! += data[i * p + j]!;
      count++;
    }
    means[j]! /= Math.max(1, count);
    for (let i = 0; i < n; i++) if (table.observed[i * p + j]) values.data[i * p + j] = data[i * p + j]! - means[j]!;
  }
  return { table: { ...table, values }, means };
}

export function shiftedToZero({ values, observed }: RankTable) {
  const { rows: n, cols: p, data } = values;
  const low = new Float64Array(p).fill(Number.POSITIVE_INFINITY);
  for (let at = 0; at < data.length; at++) if (observed[at]) low[at % p] = Math.min(low[at % p]!, data[at]!);
  for (let j = 0; j < p; j++) if (!Number.isFinite(low[j]!)) low[j] = 0;
  const shifted = zeros(n, p);
  for (let at = 0; at < data.length; at++) if (observed[at]) shifted.data[at] = data[at]! - low[at % p]!;
  return { values: shifted, observed, low };
}

/** Factor analysis of the standardised cells, without public facts. */
function factorFits({ working }: RankTable, ranks: readonly number[]): FaxFit[] {
  const none = { width: 0, values: new Float64Array(0), penalty: new Float64Array(0), group: [] };
  return fitFax({ rows: working.rows, columns: working.byBenchmark, covariates: none }, ranks);
}

/** The best tables of rank 1, 2, … of one without holes. */
function truncated(values: Matrix, most: number): Float64Array[] {
  const { rows: n, cols: p, data } = values;
  const found = leadingEigen(gram(values).data, p, () => most)!;
  const fitted = new Float64Array(n * p);
  return Array.from({ length: most }, (_, k) => {
    const v = found.vectors.data.subarray(k * p, (k + 1) * p);
    for (let i = 0; i < n; i++) {
      let score = 0;
      for (let j = 0; j < p; j++) score += data[i * p + j]! * v[j]!;
      for (let j = 0; j < p; j++) fitted[i * p + j]! += score * v[j]!;
    }
    return fitted.slice();
  });
}

const rounds = 12;

/** The same with holes, by imputation in turns; each rank begins where the one below it ended. */
function completed({ values, observed }: RankTable, ranks: readonly number[]): Float64Array[] {
  let start = columnMeans({ values, observed });
  return ranks.map((rank) => {
    const found = hardImpute({ values, observed }, { rank, maxRounds: rounds, start });
    start = found.completed;
    return found.approximation.data;
  });
}

function columnMeans({ values, observed }: Pick<RankTable, "values" | "observed">): Matrix {
  const { rows: n, cols: p, data } = values;
  const [sum, count] = [new Float64Array(p), new Float64Array(p)];
  for (let at = 0; at < data.length; at++) {
    if (!observed[at]) continue;
    sum[at % p]! += data[at]!;
    count[at % p]!++;
  }
  const filled = zeros(n, p);
  for (let at = 0; at < data.length; at++) filled.data[at] = sum[at % p]! / Math.max(1, count[at % p]!);
  return filled;
}
