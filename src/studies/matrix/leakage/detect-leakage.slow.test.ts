import { expect, test } from "vitest";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { heldOutCells } from "../audit/runs/held-out.ts";
import { generateMatrix } from "../generate/generate-matrix.ts";
import { generatedMask } from "../generate/generated-mask.ts";
import { heldOutCells as bestGuesses } from "../generate/masked-predictions.ts";
import { maskView } from "../masked-view.ts";
import { findPredictor } from "../predictors/registry.ts";
import { detectLeakage, type LeakageVerdict } from "./detect-leakage.ts";
import { honestPredictors } from "./honest-predictors.ts";
import { honestReference } from "./honest-reference.ts";

/**
 * Twenty tables of ranks 2 to 5 with scores missing at random or not. Honest files are the best guess anyone could make
 * with the true loadings, the same with errors of four sizes, and five predictors that the reference does not hold.
 */
test("of 200 honest files at most 2 are called leaks, and of leaking ones of strength 0.6 at least 95 % are", () => {
  const honest: LeakageVerdict[] = [];
  const leaking: LeakageVerdict[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const generated = generateMatrix(
      { seed, rank: 2 + (seed % 4), missing: seed % 2 ? "mnar" : "mcar" },
      "public-like",
    );
    const { table } = generated;
    const mask = generatedMask(table, seed)!;
    const held = heldOutCells(table, mask);
    const reference = honestReference(table, held, { ...honestPredictors(), seed: 1 });
    const rng = rngStream(seed, "errors");
    const best = bestGuesses(generated, mask).map(({ honest: guess }) => guess);
    const blurred = [0.1, 0.25, 0.4, 0.6].map((size) =>
      best.map((guess, i) => guess + (size / 4) * (held[i]!.high - held[i]!.low) * rng.normal()),
    );
    const predicted = ["kernel-knn", "bench-knn", "fax:r3", "ridge:1", "median"].map((id) => {
      const values = held.map((): number | null => null);
      for (const [model, places] of Map.groupBy(held.keys(), (i) => held[i]!.model)) {
        const cells = places.map((i) => ({ model, benchmark: held[i]!.benchmark }));
        const estimates = findPredictor(id)
          .fit(maskView(table, cells), { rng: rng.fork(id) })
          .predict(cells);
        for (const [k, { value }] of estimates.entries()) values[places[k]!] = value;
      }
      return values;
    });
    const verdictOf = (values: readonly (number | null)[]) =>
      detectLeakage(reference, values, { rng: rngStream(seed, "draws"), resamples: 1000 }).verdict;
    const files = [best, ...blurred, ...predicted];
    honest.push(...files.map(verdictOf));
    for (const file of [best, blurred[1]!, predicted[0]!]) {
      leaking.push(
        verdictOf(
          held.map(({ truth, low, high }, i) => {
            const guess = file[i] ?? (low + high) / 2;
            return guess + 0.6 * (truth - guess);
          }),
        ),
      );
    }
  }
  expect(honest).toHaveLength(200);
  expect(honest.filter((verdict) => verdict === "leak").length).toBeLessThanOrEqual(2);
  expect(leaking.filter((verdict) => verdict === "leak").length).toBeGreaterThanOrEqual(0.95 * leaking.length);
});
