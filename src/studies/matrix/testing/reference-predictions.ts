import { readFileSync } from "node:fs";
import { matrixReference } from "./reference-table.ts";

/** The published predictions of the 196 canonical cells, by method, in the order of the mask. */
export function referencePredictions(): {
  readonly model: string;
  readonly benchmark: string;
  readonly by: Readonly<Record<string, number>>;
}[] {
  const file = matrixReference("canonical_reference_predictions.csv");
  if (file === null) return [];
  const [header, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = header!.split(",");
  return lines.map((line) => {
    const fields = line.split(",");
    const by = Object.fromEntries(names.slice(2).map((name, i) => [name, Number(fields[i + 2])]));
    return { model: fields[0]!, benchmark: fields[1]!, by };
  });
}
