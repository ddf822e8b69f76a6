import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { median, quantile } from "../describe/quantile.ts";
import { iqm, trimmedMean } from "../describe/trimmed.ts";
import { bootstrap } from "./bootstrap.ts";
import { bootstrapOrderStatistic, type OrderStatistic } from "./bootstrap-order-statistic.ts";

const rng = rngStream(1, "order statistics");

describe("bootstrapOrderStatistic", () => {
  test.each<[OrderStatistic, (x: Float64Array) => number | null]>([
    ["median", median],
    ["iqm", iqm],
    [{ quantile: 0.8 }, (x) => quantile(x, 0.8)],
    [{ trimmedMean: 0.1 }, (x) => trimmedMean(x, 0.1)],
  ])("%j equals the sorting path exactly, with ties", (statistic, plain) => {
    for (const n of [10, 11, 30]) {
      const x = Array.from({ length: n }, () => rng.integer(8) / 7);
      const options = () => ({ rng: rngStream(n), resamples: 400, keepReplicates: true });
      const [counted, sorted] = [bootstrapOrderStatistic(x, statistic, options()), bootstrap(x, plain, options())];
      expect(counted.replicates).toEqual(sorted.replicates);
      expect(counted.reason).toBe(sorted.reason);
      if (sorted.ci) {
        expect(counted.ci!.low).toBeCloseTo(sorted.ci.low!, 12);
        expect(counted.ci!.high).toBeCloseTo(sorted.ci.high!, 12);
      }
    }
  });

  test("studentises a trimmed mean by its Winsorised error, and knows nothing of one value", () => {
    const x = Array.from({ length: 20 }, () => rng.normal());
    const options = { rng: rngStream(1), resamples: 500, method: "studentised" as const };
    expect(bootstrapOrderStatistic(x, { trimmedMean: 0.2 }, options).ci!.method).toBe("studentised");
    expect(bootstrapOrderStatistic([1], "median", options)).toMatchObject({ value: 1, ci: null, reason: "too-few" });
    expect(bootstrapOrderStatistic([], "iqm", options)).toMatchObject({ value: null, reason: "too-few" });
  });
});
