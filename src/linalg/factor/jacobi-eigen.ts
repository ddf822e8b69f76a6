import { NotConvergedError } from "../../errors/linear-algebra-errors.ts";
import type { EigenRows } from "./eigen-rows.ts";

const sweepLimit = 60;

/** Cyclic Jacobi on a full symmetric n × n array, which is overwritten (Jacobi 1846; Golub & Van Loan §8.5). */
export function jacobiEigen(a: Float64Array, n: number): EigenRows {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * (n + 1)] = 1;
  let total = 0;
  for (const value of a) total += value * value;
  const negligible = (Number.EPSILON * Math.sqrt(total)) / Math.max(1, n);
  for (let sweep = 0; sweep < sweepLimit; sweep++) {
    let rotations = 0;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q]!;
        if (Math.abs(off) <= negligible) continue;
        rotations += 1;
        const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * off);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
        const c = 1 / Math.sqrt(1 + t * t);
        const s = t * c;
        a[p * n + p]! -= t * off;
        a[q * n + q]! += t * off;
        a[p * n + q] = a[q * n + p] = 0;
        for (let i = 0; i < n; i++) {
          if (i === p || i === q) continue;
          const x = a[p * n + i]!;
          const y = a[q * n + i]!;
          a[i * n + p] = a[p * n + i] = c * x - s * y;
          a[i * n + q] = a[q * n + i] = s * x + c * y;
        }
        for (let i = 0; i < n; i++) {
          const x = rows[p * n + i]!;
          const y = rows[q * n + i]!;
          rows[p * n + i] = c * x - s * y;
          rows[q * n + i] = s * x + c * y;
        }
      }
    }
    if (rotations === 0) return { values: Float64Array.from({ length: n }, (_, i) => a[i * (n + 1)]!), rows };
  }
  throw new NotConvergedError("Jacobi for eigenvalues", sweepLimit, "sweeps");
}
