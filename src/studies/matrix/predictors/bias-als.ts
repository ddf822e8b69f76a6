import { numpyRandomState } from "../../../stats/chance/numpy-random-state.ts";
import type { CompressedCells } from "../masked-view.ts";
import type { Predictor } from "../predictor.ts";
import { type WorkingSpace, type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";
import { estimateInSpace } from "./estimate-cells.ts";

const rank = 2;
const penalty = 0.1;
const rounds = 40;
const seeds = [42, 43, 44, 45, 46, 47, 48, 49, 50, 51];
const startSd = 0.01;

/** Biases and factors of one start. A line's vector is its bias followed by its factors. */
interface Factors {
  readonly models: Float64Array;
  readonly benchmarks: Float64Array;
  overall: number;
}

/**
 * z ≈ μ + a_i + c_j + U_i·V_j by alternating ridge, the mean of ten starts in working space; proportions are kept within
 * 0–100. The starts are those of NumPy's legacy generator, seeds 42–51, so that published predictions come out again.
 */
export function biasAls(space: WorkingSpaceOptions = {}): Predictor {
  return {
    id: "bias-als",
    describe: () => ({
      title: "Biases and factors by alternating least squares",
      summary: "Model and benchmark biases plus two factors on z-scored logits, the mean of ten random starts.",
      constants: { rank, lambda: penalty, rounds, starts: seeds.length, start_sd: startSd },
      source: "Koren, Bell & Volinsky 2009, Matrix factorization techniques for recommender systems",
    }),
    fit(view, { signal }) {
      const working = workingSpace(view, { rule: "range", standardise: "plain", ...space });
      const starts = seeds.map((seed) => {
        signal?.throwIfAborted();
        return alternate(working, seed);
      });
      const mean = (i: number, j: number) =>
        starts.reduce((sum, start) => sum + valueAt(start, i, j), 0) / starts.length;
      return {
        predict: (cells) =>
          estimateInSpace(view, working, cells, (i, j) => ({ mean: mean(i, j), variance: null })).map((estimate) => {
            const { scale } = working.columns[estimate.cell.benchmark]!;
            if (estimate.value === null || scale.kind === "identity") return estimate;
            return { ...estimate, value: Math.min(100 / scale.unit, Math.max(0, estimate.value)) };
          }),
      };
    },
  };
}

const size = rank + 1;

function valueAt({ models, benchmarks, overall }: Factors, i: number, j: number): number {
  let value = overall + models[i * size]! + benchmarks[j * size]!;
  for (let k = 1; k < size; k++) value += models[i * size + k]! * benchmarks[j * size + k]!;
  return value;
}

function alternate({ rows, byBenchmark }: WorkingSpace, seed: number): Factors {
  const { normal } = numpyRandomState(seed);
  const drawn = (lines: number) =>
    Float64Array.from({ length: lines * size }, (_, at) => (at % size === 0 ? 0 : startSd * normal()));
  const factors: Factors = {
    models: drawn(rows.start.length - 1),
    benchmarks: drawn(byBenchmark.start.length - 1),
    overall: 0,
  };
  for (let round = 0; round < rounds; round++) {
    ridgeLines(rows, factors.models, factors.benchmarks, factors.overall);
    ridgeLines(byBenchmark, factors.benchmarks, factors.models, factors.overall);
    factors.overall += meanResidual(rows, factors);
  }
  return factors;
}

/** Each line's bias and factors anew, given those of the lines that cross it: a ridge on [1, their factors]. */
function ridgeLines(cells: CompressedCells, own: Float64Array, crossing: Float64Array, overall: number): void {
  for (let line = 0; line + 1 < cells.start.length; line++) {
    let [a11, a21, a22, a31, a32, a33] = [penalty, 0, penalty, 0, 0, penalty];
    let [b1, b2, b3] = [0, 0, 0];
    for (let at = cells.start[line]!; at < cells.start[line + 1]!; at++) {
      const from = cells.index[at]! * size;
      const x = crossing[from + 1]!;
      const y = crossing[from + 2]!;
      const rest = cells.value[at]! - overall - crossing[from]!;
      a11 += 1;
      a21 += x;
      a22 += x * x;
      a31 += y;
      a32 += x * y;
      a33 += y * y;
      b1 += rest;
      b2 += rest * x;
      b3 += rest * y;
    }
    const l11 = Math.sqrt(a11);
    const l21 = a21 / l11;
    const l31 = a31 / l11;
    const l22 = Math.sqrt(a22 - l21 * l21);
    const l32 = (a32 - l31 * l21) / l22;
    const l33 = Math.sqrt(a33 - l31 * l31 - l32 * l32);
    const u1 = b1 / l11;
    const u2 = (b2 - l21 * u1) / l22;
    const u3 = (b3 - l31 * u1 - l32 * u2) / l33;
    const s3 = u3 / l33;
    const s2 = (u2 - l32 * s3) / l22;
    own[line * size] = (u1 - l21 * s2 - l31 * s3) / l11;
    own[line * size + 1] = s2;
    own[line * size + 2] = s3;
  }
}

function meanResidual(rows: CompressedCells, factors: Factors): number {
  let sum = 0;
  for (let i = 0; i + 1 < rows.start.length; i++) {
    for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++) {
      sum += rows.value[at]! - valueAt(factors, i, rows.index[at]!);
    }
  }
  return sum / Math.max(1, rows.value.length);
}
