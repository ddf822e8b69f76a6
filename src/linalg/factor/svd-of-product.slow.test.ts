import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../matrix.ts";
import { multiply } from "../products/multiply.ts";
import { singularValues } from "./svd.ts";
import { svdOfProduct } from "./svd-of-product.ts";

const file = join(
  resolve(process.env["ASSAY_REFERENCE"] ?? "../shared/reference"),
  "adapters/tiny_lora/adapter_model.safetensors",
);

describe.skipIf(!existsSync(file))("on the tiny LoRA adapter of the reference folder", () => {
  it("equals the dense decomposition to 1e-12 of the largest value, module by module", () => {
    const tensors = readTensors(file);
    const downs = [...tensors.keys()].filter((name) => name.includes("lora_A"));
    expect(downs.length).toBeGreaterThan(0);
    for (const name of downs) {
      const a = tensors.get(name)!;
      const b = tensors.get(name.replace("lora_A", "lora_B"))!;
      const dense = singularValues(multiply(b, a));
      for (const method of ["auto", "qr"] as const) {
        for (const [k, value] of svdOfProduct(b, a, { method }).singularValues.entries()) {
          expect(Math.abs(value - dense[k]!)).toBeLessThanOrEqual(1e-12 * dense[0]!);
        }
      }
    }
  });
});

function readTensors(path: string): Map<string, Matrix> {
  const bytes = readFileSync(path);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + headerLength)) as Record<
    string,
    { dtype: string; shape: [number, number]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, Matrix>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    expect(entry.dtype).toBe("F32");
    const [from] = entry.data_offsets;
    const [rows, cols] = entry.shape;
    const values = Float64Array.from({ length: rows * cols }, (_, i) =>
      bytes.readFloatLE(8 + headerLength + from + 4 * i),
    );
    tensors.set(name, matrix(rows, cols, values));
  }
  return tensors;
}
