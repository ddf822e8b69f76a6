import { describe, expect, test, vi } from "vitest";
import { rngStream } from "./chance/rng-stream.ts";
import { type Estimate, reasonCodes } from "./records.ts";
import type { Estimator, EstimatorInput } from "./registry.ts";

/** What every estimator of the registry promises, whatever it estimates. */
export function keepsTheEstimatorPromises(id: string, estimator: Estimator): void {
  const { needs, promises } = estimator;
  const numeric = needs.scale === "numeric";
  const sample = numeric ? values : binaries;
  const run = (input: EstimatorInput, seed = 1, level = 0.95) =>
    estimator.estimate(input, { rng: rngStream(seed, id), level, resamples: 400 });
  const inputOf = (a: number[], b: number[]): EstimatorInput => (needs.design === "one-sample" ? { a } : { a, b });
  const full = () => inputOf(sample(16, 1), sample(needs.design === "paired" ? 16 : 13, 2));
  const cut = (n: number) => inputOf(sample(16, 1).slice(0, n), sample(16, 2).slice(0, n));
  const change = (f: (value: number) => number): EstimatorInput => {
    const { a, b } = full();
    return inputOf(Array.from(a, f), Array.from(b ?? [], f));
  };

  describe(id, () => {
    test("answers with an interval around its estimate, in a plain record", () => {
      const estimate = run(full());
      sound(estimate);
      expect(estimate.ci).not.toBeNull();
      expect(estimate.ci!.low!).toBeLessThan(estimate.ci!.high!);
      expect(JSON.parse(JSON.stringify(estimate))).toEqual(estimate);
    });

    test("leaves its input alone", () => {
      const { a, b } = full();
      const frozen = inputOf(Object.freeze(Array.from(a)) as number[], Object.freeze(Array.from(b ?? [])) as number[]);
      sound(run(frozen));
      const typed: EstimatorInput = { a: Float64Array.from(a), ...(b ? { b: Float64Array.from(b) } : {}) };
      expect(run(typed)).toEqual(run(full()));
    });

    test.each([0, 1, 2, 3, 5])("of %s units is null with a documented reason, or has an interval with width", (n) => {
      const estimate = run(cut(n));
      sound(estimate);
      if (n < needs.leastForInterval) {
        expect(estimate.ci).toBeNull();
        expect(estimate.reason).toBeDefined();
      }
      if (n === 0) expect(estimate.value).toBeNull();
    });

    test("of equal values is null with a reason, or has an interval with width", () => {
      const same = sample(16, 1).map(() => 1);
      const estimate = run(inputOf(same, same));
      sound(estimate);
      expect(estimate.ci === null).toBe(!promises.equalHasInterval);
    });

    if (numeric) {
      test("refuses NaN at index 3 by name and index", () => {
        const { a, b } = full();
        const broken = Array.from(a);
        broken[3] = Number.NaN;
        expect(() => run({ a: broken, ...(b ? { b } : {}) })).toThrow(/\[3\] is NaN/);
      });
    }

    test("refuses a level of 95, asking for 0.95", () => {
      expect(() => run(full(), 1, 95)).toThrow("level is a share in (0,1)");
    });

    test("is wider at a higher level", () => {
      const width = (level: number) => {
        const { ci } = run(full(), 1, level);
        return ci!.high! - ci!.low!;
      };
      expect(width(0.99)).toBeGreaterThanOrEqual(width(0.8));
    });

    if (promises.shift !== null) {
      test(`${promises.shift === "moves" ? "moves along with" : "does not notice"} a shift`, () => {
        const moved = run(change((value) => value + 1));
        const by = promises.shift === "moves" ? 1 : 0;
        close(moved.value!, run(full()).value! + by);
        close(moved.ci!.low!, run(full()).ci!.low! + by);
        close(moved.ci!.high!, run(full()).ci!.high! + by);
      });
    }

    if (promises.scale !== null) {
      test(`${promises.scale === "moves" ? "moves along with" : "does not notice"} a change of unit`, () => {
        const scaled = run(change((value) => 3 * value));
        const by = promises.scale === "moves" ? 3 : 1;
        close(scaled.value!, run(full()).value! * by);
        close(scaled.ci!.low!, run(full()).ci!.low! * by);
      });
    }

    test("does not mind the order of the units", () => {
      const { a, b } = full();
      const reversed = inputOf(Array.from(a).reverse(), Array.from(b ?? []).reverse());
      close(run(reversed).value!, run(full()).value!);
      if (!promises.draws) close(run(reversed).ci!.low!, run(full()).ci!.low!);
    });

    test("draws only from its rng, and the same seed gives the same numbers", () => {
      const spy = vi.spyOn(Math, "random").mockImplementation(() => {
        throw new Error("drew from the global generator");
      });
      try {
        expect(run(full(), 1)).toEqual(run(full(), 1));
        if (promises.draws) expect(run(full(), 1).ci).not.toEqual(run(full(), 2).ci);
        else expect(run(full(), 1)).toEqual(run(full(), 2));
      } finally {
        spy.mockRestore();
      }
    });
  });
}

/** No NaN, no infinity, no interval without width, and a known reason wherever something is null. */
function sound(estimate: Estimate): void {
  for (const number of [estimate.value, estimate.se, estimate.ci?.low ?? null, estimate.ci?.high ?? null]) {
    if (number !== null) expect(Number.isFinite(number)).toBe(true);
  }
  if (estimate.se !== null) expect(estimate.se).toBeGreaterThan(0);
  if (estimate.ci === null || estimate.value === null) {
    expect(reasonCodes).toContain(estimate.reason);
  } else if (estimate.ci.low !== null && estimate.ci.high !== null) {
    expect(estimate.ci.high).toBeGreaterThan(estimate.ci.low);
  }
}

function close(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan(1e-7 * Math.max(1, Math.abs(expected)));
}

function values(n: number, stream: number): number[] {
  const rng = rngStream("conformance", String(stream));
  return Array.from({ length: n }, () => 5 + rng.normal() + (stream === 1 ? 0.4 : 0));
}

function binaries(n: number, stream: number): number[] {
  return values(n, stream).map((value) => (value > 5 ? 1 : 0));
}
