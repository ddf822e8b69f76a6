import { cholesky } from "../../../linalg/factor/cholesky.ts";
import { choleskySolve } from "../../../linalg/factor/cholesky-solve.ts";
import { zeros } from "../../../linalg/matrix.ts";
import type { CompressedCells } from "../masked-view.ts";
import type { FaxFit } from "../predictors/fax/fax-fit.ts";
import type { Moments } from "../predictors/fax/fax-posterior.ts";

/** Penalties and prior of the fit's own column step (Inverse-gamma of 2 and 0.5 on ψ). */
const loadingPenalty = 2;
const interceptVariance = 0.5;
const noisePrior = { shape: 2, scale: 0.5 };

/**
 * Where model i's score on benchmark j would lie had it never been measured: the benchmark's loadings, intercept and noise
 * are fitted again without the cell, and the model's abilities are told without it. Other models' abilities stay as they
 * are, which makes this some hundred times quicker than a refit; what an odd score does to its own column, which is most
 * of what it does, is taken out.
 */
export function momentsAsIfUnmeasured(fit: FaxFit, columns: CompressedCells, i: number, j: number): Moments {
  const { rank: r, abilities, covariance, noise, loadings, intercepts } = fit;
  const size = r + 1;
  const system = zeros(size, size);
  const right = new Float64Array(size);
  const own = { y: 0, found: false };
  let squares = 0;
  let count = 0;
  for (let at = columns.start[j]!; at < columns.start[j + 1]!; at++) {
    const k = columns.index[at]!;
    const y = columns.value[at]!;
    if (k === i) {
      own.y = y;
      own.found = true;
      continue;
    }
    count++;
    squares += y * y;
    for (let a = 0; a < r; a++) {
      const ea = abilities[k * r + a]!;
      for (let b = 0; b < r; b++) {
        system.data[a * size + b]! += ea * abilities[k * r + b]! + covariance[(k * r + a) * r + b]!;
      }
      system.data[a * size + r]! += ea;
      system.data[r * size + a]! += ea;
      right[a]! += y * ea;
    }
    right[r]! += y;
  }
  system.data[r * size + r]! += count;

  let psi = noise[j]!;
  let solved = new Float64Array(size);
  for (let round = 0; round < 3; round++) {
    const penalised = { ...system, data: system.data.slice() };
    for (let a = 0; a < r; a++) penalised.data[a * size + a]! += loadingPenalty * psi;
    penalised.data[r * size + r]! += psi / interceptVariance;
    solved = Float64Array.from(choleskySolve(cholesky(penalised), right));
    let residual = squares;
    for (let a = 0; a < size; a++) {
      residual -= 2 * solved[a]! * right[a]!;
      for (let b = 0; b < size; b++) residual += solved[a]! * solved[b]! * system.data[a * size + b]!;
    }
    const { shape, scale } = noisePrior;
    psi = (Math.max(residual, 0) + shape * scale) / (count + 2 * shape);
  }

  // The model's abilities without the cell, by the loadings they were told with.
  const pull = new Float64Array(r);
  let told = intercepts[j]!;
  let spread = 0;
  for (let a = 0; a < r; a++) {
    for (let b = 0; b < r; b++) pull[a]! += covariance[(i * r + a) * r + b]! * loadings[j * r + b]!;
    told += loadings[j * r + a]! * abilities[i * r + a]!;
    spread += pull[a]! * loadings[j * r + a]!;
  }
  const left = noise[j]! - spread;
  const surprise = own.found ? (own.y - told) / left : 0;
  const widening = own.found ? 1 / left : 0;
  let mean = solved[r]!;
  let variance = psi;
  let along = 0;
  for (let a = 0; a < r; a++) {
    mean += solved[a]! * (abilities[i * r + a]! - pull[a]! * surprise);
    along += solved[a]! * pull[a]!;
    for (let b = 0; b < r; b++) variance += solved[a]! * solved[b]! * covariance[(i * r + a) * r + b]!;
  }
  return { mean, variance: variance + widening * along * along };
}
