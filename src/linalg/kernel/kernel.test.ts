import { afterEach, describe, expect, it, vi } from "vitest";
import { cholesky } from "../factor/cholesky.ts";
import { pivotedQr, qr, qrTriangle } from "../factor/qr.ts";
import { singularValues, svd, svdThin } from "../factor/svd.ts";
import { svdOfProduct } from "../factor/svd-of-product.ts";
import { symmetricEigen } from "../factor/symmetric-eigen.ts";
import { hardImpute, softImpute } from "../masked/impute.ts";
import { maskedMatrix } from "../masked/masked-matrix.ts";
import { scaleColumns } from "../products/arithmetic.ts";
import { gram, multiply, multiplyTranspose, rowGram, transposeMultiply } from "../products/multiply.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { gaussianMatrix, hilbertMatrix, lowRankMatrix, maxDifference, uniforms } from "../testing/matrices.ts";
import { kernel, useKernel } from "./kernel.ts";

afterEach(() => {
  useKernel(true);
  vi.unstubAllGlobals();
});

const uniform = uniforms(3);
const table = maskedMatrix(
  lowRankMatrix(83, 49, 6, 4),
  Array.from({ length: 83 * 49 }, () => uniform() > 0.4),
);
const graded = scaleColumns(
  gaussianMatrix(31, 11, 5),
  Array.from({ length: 11 }, (_, j) => 10 ** (-3 * j)),
);

const shapes = [
  [1, 1],
  [7, 3],
  [83, 49],
  [49, 83],
  [65, 64],
  [130, 70],
  [700, 33],
] as const;

describe("the kernel and the plain path", () => {
  it("are both there to compare", () => {
    expect(kernel()).not.toBeNull();
    useKernel(false);
    expect(kernel()).toBeNull();
  });

  it.each<readonly [string, () => unknown]>([
    ...shapes.flatMap(([rows, cols]) => {
      const a = gaussianMatrix(rows, cols, rows + cols);
      const shape = `${rows}×${cols}`;
      return [
        [`products of ${shape}`, () => [gram(a), rowGram(a), multiplyTranspose(a, a), transposeMultiply(a, a)]],
        [`QR of ${shape}`, () => [qr(a), pivotedQr(a), qrTriangle(a)]],
        [`SVD of ${shape}`, () => [svdThin(a), singularValues(a)]],
      ] as const;
    }),
    ["a long product", () => multiply(gaussianMatrix(21, 1030, 6), gaussianMatrix(1030, 530, 7))],
    ["Cholesky", () => cholesky(gram(gaussianMatrix(160, 150, 8)))],
    ["a full SVD", () => svd(gaussianMatrix(20, 9, 9))],
    ["a graded SVD", () => [svdThin(graded), singularValues(graded)]],
    ["the SVD of a Hilbert matrix", () => svdThin(hilbertMatrix(12))],
    ["an SVD of low rank", () => svdThin(lowRankMatrix(40, 30, 3, 10))],
    ["a large triangle with equal columns", () => qrTriangle(lowRankMatrix(1000, 30, 2, 11))],
    [
      "the SVD of a product",
      () => {
        const b = gaussianMatrix(900, 24, 12);
        const a = gaussianMatrix(24, 800, 13);
        return [svdOfProduct(b, a), svdOfProduct(b, a, { method: "qr" })].map(
          ({ singularValues: values, truncate }) => [values, truncate(5)],
        );
      },
    ],
    ["eigenvectors", () => [40, 97, 120].map((n) => symmetricEigen(gram(gaussianMatrix(n + 5, n, n))))],
    ["least squares", () => leastSquares(gaussianMatrix(60, 13, 14), gaussianMatrix(60, 1, 15).data)],
    ["hard imputation", () => hardImpute(table, { rank: 2, tolerance: 1e-10 })],
    ["soft imputation", () => softImpute(table, { lambda: 4, tolerance: 1e-10 })],
  ])("give %s the same bits", (_, run) => {
    const fast = run();
    useKernel(false);
    expect(run()).toEqual(fast);
  });

  it("take turns without a trace of each other", () => {
    const a = gaussianMatrix(50, 40, 16);
    const before = svdThin(a);
    multiply(gaussianMatrix(300, 300, 17), gaussianMatrix(300, 300, 18));
    expect(svdThin(a)).toEqual(before);
  });
});

describe("the kernel", () => {
  class Refusing {
    constructor() {
      throw new Error("blocked by the page's policy");
    }
  }
  it.each([
    ["without WebAssembly", undefined],
    ["where a policy forbids it", { Module: Refusing, Instance: Refusing }],
  ])("is null %s, and the plain path answers", async (_, host) => {
    vi.stubGlobal("WebAssembly", host);
    vi.resetModules();
    const fresh = await import("./kernel.ts");
    expect(fresh.kernel()).toBeNull();
    const { gram: plainGram } = await import("../products/multiply.ts");
    const a = gaussianMatrix(40, 30, 19);
    expect(plainGram(a)).toEqual(gram(a));
  });

  it("keeps no more than 32 MB", () => {
    const fast = kernel()!;
    expect(fast.memory(2 ** 22)?.length).toBeGreaterThanOrEqual(2 ** 22);
    expect(fast.memory(2 ** 22 + 1)).toBeNull();
    const a = gaussianMatrix(50, 40, 20);
    const { u, singularValues: values, v } = svdThin(a);
    expect(maxDifference(multiplyTranspose(scaleColumns(u, values), v), a)).toBeLessThan(1e-13);
  });
});
