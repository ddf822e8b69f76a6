import { InvalidOptionError } from "../../errors/statistics-errors.ts";

/** How much two categories agree, 1 on the diagonal: none off it, falling with the distance, with its square, or given. */
export type AgreementWeights = "unweighted" | "linear" | "quadratic" | readonly (readonly number[])[];

/** The q × q table of weights, by the places of the categories. */
export function agreementWeights(weights: AgreementWeights, q: number): number[][] {
  if (typeof weights !== "string") {
    if (weights.length !== q || weights.some((row) => row.length !== q)) {
      throw new InvalidOptionError("weights", `${weights.length} rows`, `a table of ${q} × ${q} for ${q} categories`);
    }
    return weights.map((row) => [...row]);
  }
  return Array.from({ length: q }, (_, i) =>
    Array.from({ length: q }, (__, j) => {
      if (i === j) return 1;
      if (weights === "unweighted") return 0;
      const distance = Math.abs(i - j) / (q - 1);
      return weights === "linear" ? 1 - distance : 1 - distance ** 2;
    }),
  );
}
