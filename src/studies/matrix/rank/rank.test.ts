import { describe, expect, test } from "vitest";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { maskView } from "../masked-view.ts";
import { matrixReference, referenceTable } from "../testing/reference-table.ts";
import { filledSpectrum } from "./filled-spectrum.ts";
import { parallelAnalysis } from "./parallel-analysis.ts";
import { gavishDonohoFactor, spectrumCriteria } from "./spectrum-criteria.ts";

describe.skipIf(matrixReference("llm_benchmark_data.json") === null)(
  "the filled public table (skipped: no reference data)",
  () => {
    const view = matrixReference("llm_benchmark_data.json") === null ? null! : maskView(referenceTable());
    const singular = view === null ? new Float64Array() : filledSpectrum(view);
    const criteria = () => spectrumCriteria(singular, { view: "filled", rows: 83, columns: 49 });

    test("has the published singular values and shares of variance", () => {
      expect(Array.from(singular.subarray(0, 6), (value) => value.toFixed(3))).toEqual([
        "22.418",
        "13.976",
        "8.862",
        "8.496",
        "7.371",
        "6.744",
      ]);
      const total = singular.reduce((sum, value) => sum + value ** 2, 0);
      let passed = 0;
      const shares = Array.from(singular.subarray(0, 5), (value) => {
        passed += value ** 2;
        return (passed / total).toFixed(4);
      });
      expect(shares).toEqual(["0.3655", "0.5076", "0.5647", "0.6172", "0.6567"]);
    });

    test.each([
      ["variance-80", 11, 0],
      ["variance-90", 18, 0],
      ["variance-95", 25, 0],
      ["variance-99", 35, 0],
      ["stable-rank", 2.736, 3],
      ["entropy-rank", 13.07, 2],
      ["participation-ratio", 5.98, 2],
      ["kaiser", 2, 0],
      ["broken-stick", 2, 0],
      ["elbow", 6, 0],
      ["gavish-donoho", 6, 0],
    ])("%s is %d", (id, value, digits) => {
      expect(criteria().find((row) => row.id === id)!.value).toBeCloseTo(value, digits);
    });

    test("parallel analysis finds two, give or take one", () => {
      const { rank } = parallelAnalysis(view, rngStream(1, "parallel analysis"));
      expect(Math.abs(rank - 2)).toBeLessThanOrEqual(1);
    });
  },
);

test("the Gavish–Donoho factor at 49/83", () => {
  expect(gavishDonohoFactor(49 / 83)).toBeCloseTo(2.2886, 4);
});
