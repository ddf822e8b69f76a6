import { expect, test } from "vitest";
import { generateMatrix } from "../generate/generate-matrix.ts";
import { maskView } from "../masked-view.ts";
import { rankMatrix } from "./rank-matrix.ts";

test.each([1, 2])(
  "on a complete table of rank 3 cross-validation, parallel analysis and Gavish–Donoho say 3 (seed %i)",
  (seed) => {
    const { table } = generateMatrix({ seed, rank: 3, noise: 0.2, fill: 1, models: 80, benchmarks: 40 });
    const { criteria, recommended } = rankMatrix(maskView(table), { seed, cvSeeds: 3 });
    const said = Object.fromEntries(criteria.map(({ id, rank }) => [id, rank]));
    expect(said).toMatchObject({
      "cv-fax-min": 3,
      "cv-fax-1se": 3,
      "cv-hard-impute-1se": 3,
      "parallel-analysis": 3,
      "gavish-donoho": 3,
    });
    expect(recommended.rank).toBe(3);
  },
);
