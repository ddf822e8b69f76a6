import { describe, expect, test } from "vitest";
import { maskedFromRows } from "../../../linalg/masked/masked-matrix.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { nmfPath } from "./nmf.ts";

const rng = rngStream(1, "nmf test");
const left = Array.from({ length: 20 }, () => [rng.float(), rng.float()]);
const right = Array.from({ length: 8 }, () => [rng.float(), rng.float()]);
const product = left.map((w) => right.map((h) => w[0]! * h[0]! + w[1]! * h[1]!));
const squares = product.flat().reduce((sum, value) => sum + value ** 2, 0);

describe("non-negative factorisation", () => {
  test("of a product of two non-negative factors leaves hardly anything at rank 2", () => {
    const { residual } = nmfPath(maskedFromRows(product), 3);
    expect(residual[0]).toBeCloseTo(squares, 10);
    expect(residual[2]! / squares).toBeLessThan(2e-3);
  });

  test("does not rise with the rank beyond rounding, and nothing in it is negative", () => {
    const noisy = product.map((row) => row.map((value) => Math.max(0, value + 0.3 * rng.normal())));
    const { residual, approximations } = nmfPath(maskedFromRows(noisy), 6, { keep: true });
    for (let r = 1; r < residual.length; r++) expect(residual[r]!).toBeLessThanOrEqual(residual[r - 1]! * (1 + 1e-9));
    expect(approximations.every((fitted) => fitted.every((value) => value >= 0))).toBe(true);
  });

  test("looks at observed cells alone, and finds the others where the table has low rank", () => {
    const holes = product.map((row, i) => row.map((value, j) => ((i + 3 * j) % 7 === 0 ? null : value)));
    const { approximations } = nmfPath(maskedFromRows(holes), 2, { keep: true });
    const gaps = product.flatMap((row, i) =>
      row.flatMap((value, j) => (holes[i]![j] === null ? [Math.abs(approximations[2]![i * 8 + j]! - value)] : [])),
    );
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(0.1);
  });
});
