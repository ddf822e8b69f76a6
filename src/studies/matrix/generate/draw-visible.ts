import type { Rng } from "../../../stats/chance/rng.ts";
import type { GenerateOptions } from "./generate-options.ts";
import type { LatentScores } from "./latent-scores.ts";

/** Which cells have a score: models × benchmarks, 1 or 0. */
export type Visible = readonly Uint8Array[];

/**
 * Draws which scores were published. `mcar`: any, alike. `mar`: by public facts, models report what was current when they
 * came out. `mnar`: logit P = α_model + β_benchmark + value in standard deviations, so flattering scores are published.
 * `staircase`: models and benchmarks each in an order, the later have less. Every model keeps at least 2 scores and every
 * benchmark 3, as far as there are that many.
 */
export function drawVisible(options: GenerateOptions, scores: LatentScores, rng: Rng): Visible {
  const { models, benchmarks, fill, missing } = options;
  const chance = rng.fork("chance");
  const visible = Array.from({ length: models }, () => new Uint8Array(benchmarks));
  if (missing === "staircase") stairs(visible, fill);
  else {
    const leaning = leanings(options, scores, rng.fork("leanings"));
    const centre = centreFor(leaning, fill);
    for (const [i, row] of leaning.entries())
      for (const [j, lean] of row.entries()) visible[i]![j] = chance.float() < logistic(centre + lean) ? 1 : 0;
  }
  topUp(visible, rng.fork("least"));
  return visible;
}

function leanings(
  { missing }: GenerateOptions,
  { standardised, noise, models }: LatentScores,
  rng: Rng,
): Float64Array[] {
  const alpha = standardised.map(() => 0.8 * rng.normal());
  const beta = noise.map(() => 0.8 * rng.normal());
  const current = noise.map(() => rng.float());
  return standardised.map((row, i) => {
    const age = i / models.length;
    return row.map((score, j) => {
      if (missing === "mcar") return 0;
      if (missing === "mar") return 2 - 4 * Math.abs(age - current[j]!) + (models[i]!.openWeights ? 0.5 : -0.5);
      return alpha[i]! + beta[j]! + score / Math.sqrt(1 + noise[j]!);
    });
  });
}

/** The constant with which the mean probability is `fill`, by bisection. */
function centreFor(leaning: readonly Float64Array[], fill: number): number {
  if (fill >= 1) return Number.POSITIVE_INFINITY;
  let [low, high] = [-30, 30];
  const cells = leaning.reduce((sum, row) => sum + row.length, 0);
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    let sum = 0;
    for (const row of leaning) for (const lean of row) sum += logistic(middle + lean);
    if (sum / cells < fill) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Model i has the first p·t^u benchmarks, t falling from 1 to 0; u is chosen for the fill. */
function stairs(visible: readonly Uint8Array[], fill: number): void {
  const [n, p] = [visible.length, visible[0]!.length];
  const power = fill >= 1 ? 0 : (1 - fill) / fill;
  for (const [i, row] of visible.entries()) row.fill(1, 0, Math.round(p * (1 - (i + 0.5) / n) ** power));
}

function topUp(visible: readonly Uint8Array[], rng: Rng): void {
  const [n, p] = [visible.length, visible[0]!.length];
  for (const row of visible) {
    for (let have = row.reduce((sum, seen) => sum + seen, 0); have < Math.min(2, p); ) {
      const j = rng.integer(p);
      if (row[j] === 0) have++;
      row[j] = 1;
    }
  }
  for (let j = 0; j < p; j++) {
    for (let have = visible.reduce((sum, row) => sum + row[j]!, 0); have < Math.min(3, n); ) {
      const row = visible[rng.integer(n)]!;
      if (row[j] === 0) have++;
      row[j] = 1;
    }
  }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
