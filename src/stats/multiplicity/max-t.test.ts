import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { adjustPValues } from "./adjust-p-values.ts";
import { maxTPaired, maxTUnpaired } from "./max-t.ts";

const rng = rngStream(1, "max-t tests");
const metrics = (count: number, n: number, shared: number, shift = 0) => {
  const common = Array.from({ length: n }, () => rng.normal());
  return Array.from({ length: count }, () => ({
    values: common.map((c) => Math.sqrt(shared) * c + Math.sqrt(1 - shared) * rng.normal() + shift),
  }));
};

describe("max-T", () => {
  test("of one metric is its own permutation p, and copies of a metric cost nothing", () => {
    const [only] = metrics(1, 12, 0, 0.7);
    const alone = maxTPaired([only!], { rng: rngStream(2), permutations: 4000 }).rows[0]!;
    const copies = maxTPaired([only!, only!, only!], { rng: rngStream(2), permutations: 4000 }).rows;
    for (const copy of copies) expect(copy.adjustedP).toBe(alone.adjustedP);
    const single = adjustPValues([alone.adjustedP, alone.adjustedP, alone.adjustedP])[0]!;
    expect(single).toBeGreaterThan(copies[0]!.adjustedP! * 2.9);
  });

  test("p rises with falling |t|, is never 0, and its intervals are wider than single ones", () => {
    const { rows, size } = maxTPaired(metrics(8, 20, 0.3, 0.4), { rng: rngStream(3), permutations: 2000 });
    expect(size).toBe(8);
    const sorted = [...rows].sort((a, b) => Math.abs(b.statistic!) - Math.abs(a.statistic!));
    for (let k = 1; k < 8; k++) expect(sorted[k]!.adjustedP!).toBeGreaterThanOrEqual(sorted[k - 1]!.adjustedP!);
    expect(sorted[0]!.adjustedP!).toBeGreaterThanOrEqual(1 / 2001);
    for (const row of rows)
      expect((row.ci!.high! - row.ci!.low!) / (2 * (row.estimate! / row.statistic!))).toBeGreaterThan(2.1);
  });

  test("a metric on fewer runs keeps its own n; one without variation or values has a reason", () => {
    const { rows, size } = maxTPaired(
      [
        { values: [1, 2, 1.5, 0.5, 2.5] },
        { values: [0.3, 0.1, 0.4], runs: [0, 2, 4] },
        { values: [1, 1, 1] },
        { values: [1] },
      ],
      { rng: rngStream(4), permutations: 500 },
    );
    expect(rows.map((row) => row.n)).toEqual([5, 3, 3, 1]);
    expect(rows.map((row) => row.reason)).toEqual([undefined, undefined, "no-variation", "too-few"]);
    expect(size).toBe(2);
  });

  test("unpaired groups are relabelled together", () => {
    const make = (n: number, shift: number) => Array.from({ length: n }, () => rng.normal() + shift);
    const { rows } = maxTUnpaired(
      [
        { first: make(12, 2), second: make(12, 0) },
        { first: make(12, 0), second: make(12, 0) },
      ],
      { rng: rngStream(5), permutations: 2000 },
    );
    expect(rows[0]!.adjustedP!).toBeLessThan(0.01);
    expect(rows[1]!.adjustedP!).toBeGreaterThan(0.02);
    expect(maxTUnpaired([{ first: [1], second: [1, 2] }], { rng: rngStream(1) }).rows[0]!.reason).toBe("too-few");
  });
});
