import { describe, expect, it } from "vitest";
import { identity, type Matrix, zeros } from "../matrix.ts";
import { scaleRows } from "../products/arithmetic.ts";
import { gram, multiply, multiplyTranspose, rowGram, transpose } from "../products/multiply.ts";
import { frobeniusNorm } from "../products/norms.ts";
import { gaussianMatrix, lowRankMatrix, maxDifference, orthogonalityError } from "../testing/matrices.ts";
import { leadingEigen } from "./leading-eigen.ts";
import { qr } from "./qr.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** QᵀDQ with the eigenvalues asked for. */
function withValues(values: readonly number[], seed: number): Matrix {
  const { q } = qr(gaussianMatrix(values.length, values.length, seed));
  return rowGram(transpose(scaleRows(q, values.map(Math.sqrt))));
}

const cases: readonly (readonly [string, Matrix])[] = [
  ["a Gram matrix", gram(gaussianMatrix(83, 49, 1))],
  ["one of low rank", gram(lowRankMatrix(30, 20, 2, 2))],
  ["one with equal values", withValues([5, 5, 5, 2, 2, 1, 1, 1, 1e-3, 0], 3)],
  ["one with values a hair apart", withValues([3, 3 + 1e-13, 3 + 3e-13, 3 + 1e-9, 1, 1], 4)],
  ["the identity", identity(9)],
  ["one entry", gram(gaussianMatrix(3, 1, 5))],
  ["an indefinite one", multiply(identity(2), { rows: 2, cols: 2, data: Float64Array.of(0, 1, 1, 0) })],
  ["nothing", zeros(0, 0)],
];

describe("leading eigenvectors", () => {
  it.each(cases)("of %s are orthonormal, and A turns them into multiples of themselves", (_, a) => {
    const n = a.rows;
    const size = frobeniusNorm(a);
    for (const count of new Set([0, Math.min(2, n), n])) {
      const { values, vectors } = leadingEigen(a.data.slice(), n, () => count)!;
      const expected = symmetricEigen(a).values.toReversed();
      for (let k = 0; k < n; k++) expect(Math.abs(values[k]! - expected[k]!)).toBeLessThan(1e-13 * size);
      expect(orthogonalityError(transpose(vectors))).toBeLessThan(1e-13);
      const images = multiplyTranspose(vectors, a);
      expect(maxDifference(images, scaleRows(vectors, values.slice(0, count)))).toBeLessThan(1e-13 * size + 1e-300);
    }
  });

  it("are not looked for when the values do not please", () => {
    expect(leadingEigen(identity(3).data, 3, () => null)).toBeNull();
  });
});
